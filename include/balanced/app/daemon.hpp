#pragma once
#include <balanced/app/options.hpp>
#include <balanced/app/web_configuration.hpp>
#include <balanced/format/config.hpp>

// The composition root: everything that runs, in the order in which it depends on each other.

namespace balanced {

/// Runs with configurations without faults until SIGTERM or SIGINT. Returns the exit code: failure where an
/// address cannot be listened on.
int run_daemon(const options& options, const config& loaded, const web_configuration& web);

} // namespace balanced
