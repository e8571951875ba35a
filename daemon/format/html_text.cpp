#include <balanced/format/html_text.hpp>
#include <balanced/format/quoted_text.hpp>
#include <balanced/format/utf8.hpp>

namespace balanced {
namespace {

/// The reference that stands for a character of HTML's own; empty for any other.
constexpr std::string_view reference_of(char32_t code) {
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\r':
        return "&#13;";
    default:
        return {};
    }
}

/// `escape(code)` says whether it has written the character in its own way.
template <typename Escape>
void append_characters(std::string& out, std::string_view text, const Escape& escape) {
    while (!text.empty()) {
        const utf8_character next = front_character(text);
        if (next.is != utf8_character::verdict::valid)
            out += "\uFFFD";
        else if (!escape(next.code)) {
            const std::string_view reference = reference_of(next.code);
            out += reference.empty() ? text.substr(0, next.bytes) : reference;
        }
        text.remove_prefix(next.bytes);
    }
}

} // namespace

void append_html(std::string& out, std::string_view text) {
    append_characters(out, text, [&](char32_t code) {
        const bool unsafe = is_unsafe_character(code);
        if (unsafe)
            append_escape(out, code);
        return unsafe;
    });
}

void append_html_value(std::string& out, std::string_view text) {
    append_characters(out, text, [&](char32_t code) {
        if (code == 0)
            out += "\uFFFD";
        return code == 0;
    });
}

} // namespace balanced
