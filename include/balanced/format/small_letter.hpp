#pragma once
#include <algorithm>
#include <string_view>

// ASCII without regard to case, whatever the locale.

namespace balanced {

constexpr char small_letter(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, small_letter, small_letter);
}

} // namespace balanced
