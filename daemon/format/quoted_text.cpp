#include <balanced/format/quoted_text.hpp>

#include <array>
#include <cstddef>

namespace balanced {
namespace {

constexpr char32_t replacement = 0xFFFD;

struct character {
    char32_t code = replacement;
    std::size_t bytes = 1;
    bool valid = false;
};

constexpr unsigned byte_at(std::string_view text, std::size_t index) {
    return static_cast<unsigned char>(text[index]);
}

/// The first character of `text`, or of bytes that are none the longest piece that begins like one (Unicode,
/// "Substitution of Maximal Subparts").
character first_character(std::string_view text) {
    const unsigned lead = byte_at(text, 0);
    if (lead < 0x80)
        return {lead, 1, true};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4)
        return {};
    // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
    unsigned least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    char32_t code = lead & (0x7FU >> length);
    for (std::size_t at = 1; at < length; ++at) {
        if (at == text.size() || byte_at(text, at) < least || byte_at(text, at) > most)
            return {replacement, at, false};
        code = code << 6 | (byte_at(text, at) & 0x3FU);
        least = 0x80;
        most = 0xBF;
    }
    return {code, length, true};
}

constexpr bool is_unsafe(char32_t code) {
    const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    const bool line_end = code == 0x2028 || code == 0x2029;
    const bool bidirectional = code == 0x061C || code == 0x200E || code == 0x200F ||
                               (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return control || line_end || bidirectional;
}

void append_escape(std::string& out, char32_t code) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out += digits[code >> shift & 0xFU];
}

} // namespace

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const character next = first_character(text);
        if (next.code == '"' || next.code == '\\')
            out.append({'\\', static_cast<char>(next.code)});
        else if (next.code == '\n')
            out += "\\n";
        else if (next.code == '\t')
            out += "\\t";
        else if (next.code == '\r')
            out += "\\r";
        else if (is_unsafe(next.code))
            append_escape(out, next.code);
        else
            out += next.valid ? text.substr(0, next.bytes) : "\uFFFD";
        text.remove_prefix(next.bytes);
    }
    out += '"';
}

} // namespace balanced
