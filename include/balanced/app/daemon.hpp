#pragma once
#include <balanced/app/options.hpp>
#include <balanced/core/settings.hpp>

// The composition root: everything that runs, in the order in which it depends on each other.

namespace balanced {

/// Runs until SIGTERM or SIGINT. Returns the exit code: failure where an address cannot be listened on.
int run_daemon(const options& options, const settings& settings, const std::vector<std::string>& warnings);

} // namespace balanced
