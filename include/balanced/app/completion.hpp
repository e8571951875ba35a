#pragma once
#include <string>

// Completion of the command line in shells, from the table of options: commands, flags, the values of those
// that have few, files for those that name one.

namespace balanced {

/// To be sourced by bash; needs nothing but bash.
std::string bash_completion();

/// A file `_edenai-balanced` for zsh's $fpath.
std::string zsh_completion();

} // namespace balanced
