#pragma once
#include <string>
#include <string_view>

// Foreign text in quotes that it cannot leave: a JSON string (RFC 8259 §7), which logfmt reads as well.

namespace balanced {

/// Appends `text` as `"…"`. Quotes, backslashes and whatever could end a line, drive a terminal or turn the
/// direction of writing (C0, DEL, C1, U+2028, U+2029, bidirectional controls) are escaped; bytes that are
/// not UTF-8 become U+FFFD.
void append_quoted(std::string& out, std::string_view text);

/// Whether a character could end a line, drive a terminal or turn the direction of writing.
bool is_unsafe_character(char32_t code);

/// Appends such a character as JSON escapes it: `\n`, `\u202e`.
void append_escape(std::string& out, char32_t code);

} // namespace balanced
