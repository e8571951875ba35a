#pragma once
#include <zlib.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

// What a gzip client makes of a body, for tests.

namespace balanced::test {

/// The text of exactly one whole gzip member whose checksum and size are right; absent where it is not.
inline std::optional<std::string> gunzip(std::string_view body) {
    z_stream stream{};
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
        return std::nullopt;
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(body.data()));
    stream.avail_in = static_cast<uInt>(body.size());
    std::string text;
    int status = Z_OK;
    while (status == Z_OK) {
        std::array<Bytef, 65536> buffer{};
        stream.next_out = buffer.data();
        stream.avail_out = static_cast<uInt>(buffer.size());
        status = inflate(&stream, Z_NO_FLUSH);
        text.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - stream.avail_out);
    }
    const bool whole = status == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    return whole ? std::optional(text) : std::nullopt;
}

} // namespace balanced::test
