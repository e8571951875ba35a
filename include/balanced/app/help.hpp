#pragma once
#include <balanced/app/options.hpp>

#include <cstddef>
#include <string>
#include <string_view>

// What --help prints, from the table of options.

namespace balanced {

/// The commands and flags where `which` is the daemon itself; else how that command is used, with its own
/// flags first. In so many columns.
std::string help_text(command which, std::size_t columns);

/// Breaks `text` at its spaces into lines of at most `columns` behind an indentation, which the first line
/// does not get. Without a line feed at the end.
std::string wrapped(std::string_view text, std::size_t indentation, std::size_t columns);

} // namespace balanced
