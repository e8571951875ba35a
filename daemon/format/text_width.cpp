#include <balanced/format/text_width.hpp>
#include <balanced/format/utf8.hpp>

#include <algorithm>
#include <array>

namespace balanced {
namespace {

struct span_of_characters {
    char32_t first;
    char32_t last;
};

// Both in order. The wide ones are those of East Asian Width W and F, with neighbours that are not assigned.
constexpr std::array wide{
    span_of_characters{0x1100, 0x115F},   span_of_characters{0x231A, 0x231B},
    span_of_characters{0x2329, 0x232A},   span_of_characters{0x23E9, 0x23EC},
    span_of_characters{0x23F0, 0x23F0},   span_of_characters{0x23F3, 0x23F3},
    span_of_characters{0x25FD, 0x25FE},   span_of_characters{0x2614, 0x2615},
    span_of_characters{0x2648, 0x2653},   span_of_characters{0x267F, 0x267F},
    span_of_characters{0x2693, 0x2693},   span_of_characters{0x26A1, 0x26A1},
    span_of_characters{0x26AA, 0x26AB},   span_of_characters{0x26BD, 0x26BE},
    span_of_characters{0x26C4, 0x26C5},   span_of_characters{0x26CE, 0x26CE},
    span_of_characters{0x26D4, 0x26D4},   span_of_characters{0x26EA, 0x26EA},
    span_of_characters{0x26F2, 0x26F3},   span_of_characters{0x26F5, 0x26F5},
    span_of_characters{0x26FA, 0x26FA},   span_of_characters{0x26FD, 0x26FD},
    span_of_characters{0x2705, 0x2705},   span_of_characters{0x270A, 0x270B},
    span_of_characters{0x2728, 0x2728},   span_of_characters{0x274C, 0x274C},
    span_of_characters{0x274E, 0x274E},   span_of_characters{0x2753, 0x2755},
    span_of_characters{0x2757, 0x2757},   span_of_characters{0x2795, 0x2797},
    span_of_characters{0x27B0, 0x27B0},   span_of_characters{0x27BF, 0x27BF},
    span_of_characters{0x2B1B, 0x2B1C},   span_of_characters{0x2B50, 0x2B50},
    span_of_characters{0x2B55, 0x2B55},   span_of_characters{0x2E80, 0x303E},
    span_of_characters{0x3041, 0xA4CF},   span_of_characters{0xA960, 0xA97F},
    span_of_characters{0xAC00, 0xD7A3},   span_of_characters{0xF900, 0xFAFF},
    span_of_characters{0xFE10, 0xFE19},   span_of_characters{0xFE30, 0xFE6F},
    span_of_characters{0xFF01, 0xFF60},   span_of_characters{0xFFE0, 0xFFE6},
    span_of_characters{0x1F004, 0x1F004}, span_of_characters{0x1F0CF, 0x1F0CF},
    span_of_characters{0x1F18E, 0x1F18E}, span_of_characters{0x1F191, 0x1F19A},
    span_of_characters{0x1F200, 0x1F64F}, span_of_characters{0x1F680, 0x1F6FF},
    span_of_characters{0x1F7E0, 0x1F7F0}, span_of_characters{0x1F900, 0x1FAFF},
    span_of_characters{0x20000, 0x3FFFD},
};
constexpr std::array combining{
    span_of_characters{0x0300, 0x036F}, span_of_characters{0x0483, 0x0489},
    span_of_characters{0x0591, 0x05BD}, span_of_characters{0x0610, 0x061A},
    span_of_characters{0x064B, 0x065F}, span_of_characters{0x0E34, 0x0E3A},
    span_of_characters{0x0E47, 0x0E4E}, span_of_characters{0x1AB0, 0x1AFF},
    span_of_characters{0x1DC0, 0x1DFF}, span_of_characters{0x200B, 0x200D},
    span_of_characters{0x2060, 0x2064}, span_of_characters{0x20D0, 0x20FF},
    span_of_characters{0xFE00, 0xFE0F}, span_of_characters{0xFE20, 0xFE2F},
    span_of_characters{0xFEFF, 0xFEFF}, span_of_characters{0xE0100, 0xE01EF},
};

template <std::size_t size>
bool contains(const std::array<span_of_characters, size>& spans, char32_t code) {
    const auto* found = std::ranges::lower_bound(spans, code, {}, &span_of_characters::last);
    return found != spans.end() && found->first <= code;
}

std::size_t width_of(char32_t code) {
    if (contains(combining, code))
        return 0;
    return contains(wide, code) ? 2 : 1;
}

} // namespace

std::size_t display_width(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        const utf8_character next = front_character(text);
        columns += width_of(next.code);
        text.remove_prefix(next.bytes);
    }
    return columns;
}

std::string cut_to_width(std::string_view text, std::size_t columns) {
    if (display_width(text) <= columns)
        return std::string(text);
    std::size_t bytes = 0;
    std::size_t used = 0;
    while (true) {
        const utf8_character next = front_character(text.substr(bytes));
        used += width_of(next.code);
        if (used > columns - 1)
            return std::string(text.substr(0, bytes)) + "…";
        bytes += next.bytes;
    }
}

} // namespace balanced
