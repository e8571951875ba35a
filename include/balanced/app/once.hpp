#pragma once
#include <balanced/app/options.hpp>
#include <balanced/format/config.hpp>

// The command `once`: a monitoring plugin. What it says is on standard output, its faults too.

namespace balanced {

/// Polls, prints, and returns the exit code of plugins; unknown where `loaded` has faults.
int run_once(const options& options, const config& loaded);

} // namespace balanced
