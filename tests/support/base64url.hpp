#pragma once
#include <string>
#include <string_view>

// Base64 as JWTs are made of it (RFC 4648 §5), without padding.

namespace balanced::testing {

inline std::string base64url(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    unsigned bits = 0;
    unsigned count = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        for (count += 8; count >= 6; count -= 6)
            text += digits[(bits >> (count - 6)) & 0x3FU];
    }
    if (count > 0)
        text += digits[(bits << (6 - count)) & 0x3FU];
    return text;
}

} // namespace balanced::testing
