#pragma once
#include <string>

// The manual, from the table of options.

namespace balanced {

/// edenai-balanced(1), in the macros of man(7).
std::string man_page();

} // namespace balanced
