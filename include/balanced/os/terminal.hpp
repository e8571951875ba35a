#pragma once
#include <cstddef>

// Whether there is a terminal behind a descriptor, and what it can take.

namespace balanced {

/// Columns: what `columns` (the value of $COLUMNS, or nullptr) says, else the terminal's, else 80.
std::size_t terminal_width(int descriptor, const char* columns);

/// Whether colours may be sent: to a terminal that is not `dumb` (`term` is the value of $TERM, or nullptr),
/// and not where $NO_COLOR has a value (https://no-color.org).
bool wants_colour(int descriptor, const char* no_color, const char* term);

} // namespace balanced
