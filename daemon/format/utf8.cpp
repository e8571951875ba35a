#include <balanced/format/utf8.hpp>

#include <algorithm>

namespace balanced {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

} // namespace

utf8_character front_character(std::string_view text) {
    using verdict = utf8_character::verdict;
    const unsigned lead = byte_at(text, 0);
    if (lead < 0x80)
        return {verdict::valid, 1, lead};
    if (lead < 0xC2 || lead > 0xF4)
        return {};
    const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte (Unicode, table 3-7).
    unsigned lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    char32_t code = lead & (0x7FU >> length);
    for (std::size_t at = 1; at < length; ++at) {
        if (at == text.size())
            return {verdict::cut, at};
        const unsigned byte = byte_at(text, at);
        if (byte < lowest || byte > highest)
            return {verdict::invalid, at};
        code = code << 6U | (byte & 0x3FU);
        lowest = 0x80;
        highest = 0xBF;
    }
    return {verdict::valid, length, code};
}

std::size_t count_characters(std::string_view text) {
    const auto begins_one = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80; };
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_one));
}

} // namespace balanced
