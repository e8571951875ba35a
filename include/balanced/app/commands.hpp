#pragma once
#include <balanced/app/options.hpp>

// Which command does what: the way from the options to what runs. The faults of a configuration go to
// standard error, one a line, unless a command says otherwise.

namespace balanced {

/// Returns the exit code.
int run_command(const options& options);

} // namespace balanced
