#pragma once
#include <balanced/app/options.hpp>
#include <balanced/format/config.hpp>

// The command `check-config`: all that the daemon would read, without running it.

namespace balanced {

/// Prints warnings and what is well on standard output, faults on standard error, one a line. Returns the
/// exit code.
int run_check_config(const options& options, const config& loaded);

} // namespace balanced
