#pragma once
#include <cstddef>
#include <string_view>

// UTF-8, one character at a time (RFC 3629 §4). What becomes of bytes that are none is the caller's business.

namespace balanced {

struct utf8_character {
    enum class verdict : unsigned char { valid, invalid, cut };
    verdict is = verdict::invalid; ///< cut: the text ends before it can be told
    std::size_t bytes =
        1; ///< unless valid, those of the longest piece that begins like a character (Unicode §3.9)
    char32_t code = 0xFFFD;
};

/// What `text`, which is not empty, begins with.
utf8_character front_character(std::string_view text);

/// How many characters a valid text has.
std::size_t count_characters(std::string_view text);

} // namespace balanced
