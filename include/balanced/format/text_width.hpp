#pragma once
#include <cstddef>
#include <string>
#include <string_view>

// How much room a text takes on a terminal (Unicode, UAX #11), near enough for columns to stay in line. What
// must not reach a terminal at all is not sorted out here.

namespace balanced {

/// Columns: 2 for wide characters and emoji, 0 for combining ones, else 1.
std::size_t display_width(std::string_view text);

/// `text` where it fits into so many columns (at least 1), else its beginning and `…`.
std::string cut_to_width(std::string_view text, std::size_t columns);

} // namespace balanced
