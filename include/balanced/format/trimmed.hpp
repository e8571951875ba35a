#pragma once
#include <string_view>

// Text without the white space around it.

namespace balanced {

inline constexpr std::string_view white_space = " \t\r\n\v\f";

constexpr std::string_view trimmed(std::string_view text, std::string_view cut = white_space) {
    const auto first = text.find_first_not_of(cut);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(cut) - first + 1);
}

} // namespace balanced
