#include <balanced/format/quoted_text.hpp>
#include <balanced/format/utf8.hpp>

namespace balanced {

bool is_unsafe_character(char32_t code) {
    const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    const bool line_end = code == 0x2028 || code == 0x2029;
    const bool bidirectional = code == 0x061C || code == 0x200E || code == 0x200F ||
                               (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return control || line_end || bidirectional;
}

void append_escape(std::string& out, char32_t code) {
    if (code == '\n')
        out += "\\n";
    else if (code == '\t')
        out += "\\t";
    else if (code == '\r')
        out += "\\r";
    else {
        constexpr std::string_view digits = "0123456789abcdef";
        out += "\\u";
        for (int shift = 12; shift >= 0; shift -= 4)
            out += digits[code >> shift & 0xFU];
    }
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const utf8_character next = front_character(text);
        if (next.code == '"' || next.code == '\\')
            out.append({'\\', static_cast<char>(next.code)});
        else if (is_unsafe_character(next.code))
            append_escape(out, next.code);
        else
            out += next.is == utf8_character::verdict::valid ? text.substr(0, next.bytes) : "\uFFFD";
        text.remove_prefix(next.bytes);
    }
    out += '"';
}

} // namespace balanced
