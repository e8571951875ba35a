#include <balanced/format/gzip_splice.hpp>

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <new>

namespace balanced {
namespace {

// Negative window bits: a raw stream without a header of its own.
constexpr int large_window_bits = -15;
constexpr int large_memory_level = 8;
constexpr int small_window_bits = -12;
constexpr int small_memory_level = 5;

void end_stream(z_stream* stream) {
    deflateEnd(stream);
    delete stream;
}

void append_little_endian(std::string& out, std::uint64_t value, int bits) {
    for (int shift = 0; shift < bits; shift += 8)
        out += static_cast<char>((value >> shift) & 0xff);
}

deflated_chunk described(std::string_view text) {
    deflated_chunk chunk;
    chunk.crc = crc32_z(0, reinterpret_cast<const Bytef*>(text.data()), text.size());
    chunk.crc_shift = crc32_combine_gen(static_cast<z_off_t>(text.size()));
    chunk.text_size = text.size();
    return chunk;
}

/// Takes the next piece of the input and appends all that comes of it.
void deflate_piece(z_stream& stream, std::string_view piece, int flush, std::string& out) {
    std::array<Bytef, 16384> buffer{};
    // zlib does not write to its input; the member is not const for the sake of old compilers.
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(piece.data()));
    stream.avail_in = static_cast<uInt>(piece.size());
    do {
        stream.next_out = buffer.data();
        stream.avail_out = static_cast<uInt>(buffer.size());
        ::deflate(&stream, flush);
        out.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - stream.avail_out);
    } while (stream.avail_out == 0);
}

} // namespace

deflater::deflater(int level, size for_texts)
    : stream_(new z_stream{}, end_stream) {
    const bool large = for_texts == size::large;
    if (deflateInit2(stream_.get(), level, Z_DEFLATED, large ? large_window_bits : small_window_bits,
                     large ? large_memory_level : small_memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
}

deflated_chunk deflater::operator()(std::string_view text) {
    if (text.empty())
        return {};
    deflated_chunk chunk = described(text);
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    for (; text.size() > most; text.remove_prefix(most))
        deflate_piece(*stream_, text.substr(0, most), Z_NO_FLUSH, chunk.deflate);
    deflate_piece(*stream_, text, Z_SYNC_FLUSH, chunk.deflate);
    deflateReset(stream_.get());
    return chunk;
}

deflated_chunk store(std::string_view text) {
    deflated_chunk chunk = described(text);
    chunk.deflate.reserve(5 + text.size());
    chunk.deflate += '\0'; // not the last block; stored
    append_little_endian(chunk.deflate, text.size(), 16);
    append_little_endian(chunk.deflate, ~text.size(), 16);
    chunk.deflate.append(text);
    return chunk;
}

std::string_view gzip_header() {
    // Magic, method deflate, no flags, no time, no extra flags, system unknown (RFC 1952 §2.3).
    return {"\x1f\x8b\x08\0\0\0\0\0\0\xff", 10};
}

void gzip_trailer::add(const deflated_chunk& chunk) {
    crc = crc32_combine_op(crc, chunk.crc, chunk.crc_shift);
    text_size += chunk.text_size;
}

std::string gzip_trailer::bytes() const {
    std::string out("\x03\x00", 2); // an empty last block (RFC 1951 §3.2.6)
    append_little_endian(out, crc, 32);
    append_little_endian(out, text_size, 32); // modulo 2^32
    return out;
}

} // namespace balanced
