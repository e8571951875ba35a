#pragma once
#include <string>
#include <string_view>

// Foreign text in an HTML document (the HTML standard, §13.1.2 and §13.1.3): it stays text, whatever it is.

namespace balanced {

/// Appends `text` for people to read, as an element's content or as a quoted attribute's value. What could
/// hide, end a line or turn the direction of writing is shown as an escape, as append_quoted() does; bytes
/// that are not UTF-8 become U+FFFD.
void append_html(std::string& out, std::string_view text);

/// Appends `text` as a quoted attribute's value that programs give back as it was: of a form, or a link. Only
/// NUL, which HTML cannot say, and bytes that are not UTF-8 become U+FFFD.
void append_html_value(std::string& out, std::string_view text);

} // namespace balanced
