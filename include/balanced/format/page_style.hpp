#pragma once
#include <string_view>

// How the page looks: light and dark, narrow and wide. It loads nothing.

namespace balanced {

/// The content of the page's one <style>, to the byte.
std::string_view page_style();

/// Its hash as a Content-Security-Policy names it (CSP 3, §2.3.1): "sha256-…".
std::string_view page_style_hash();

} // namespace balanced
