#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

// One gzip member (RFC 1952) spliced of parts that were deflated apart, at different times. What the parts
// are is not known here, and nothing is inflated.

namespace balanced {

/// Text as a raw deflate stream (RFC 1951) that stands for itself and ends at a byte boundary (Z_SYNC_FLUSH),
/// so that another one can follow.
struct deflated_chunk {
    std::string deflate;
    unsigned long crc = 0;                ///< CRC-32 of the text
    unsigned long crc_shift = 0x80000000; ///< crc32_combine_gen() of the text's size
    std::size_t text_size = 0;
};

/// Deflates texts, each for itself; what zlib needs for it is allocated once.
class deflater {
public:
    enum class size : unsigned char {
        small, ///< for texts of some kilobytes: 40 KiB of state
        large, ///< for any text: 256 KiB of state
    };

    deflater(int level, size for_texts);
    deflated_chunk operator()(std::string_view text);

private:
    std::unique_ptr<z_stream_s, void (*)(z_stream_s*)> stream_;
};

/// The most that one stored block takes.
inline constexpr std::size_t stored_limit = 65535;

/// Text as a stored block (RFC 1951 §3.2.4): nothing is saved, and nothing is spent. At most `stored_limit`
/// bytes.
deflated_chunk store(std::string_view text);

/// What a gzip member begins with, before the first chunk.
std::string_view gzip_header();

/// What a gzip member ends with.
struct gzip_trailer {
    unsigned long crc = 0;
    std::size_t text_size = 0;

    /// To be called with each chunk of the member, in their order.
    void add(const deflated_chunk& chunk);
    /// The end of the deflate stream, the CRC-32 and the size: follows the last chunk.
    std::string bytes() const;
};

} // namespace balanced
