#pragma once
#include <balanced/app/options.hpp>

// What each command does with its options; the faults of a configuration go to standard error, one a line.

namespace balanced {

/// Returns the exit code.
int run_command(const options& options);

} // namespace balanced
