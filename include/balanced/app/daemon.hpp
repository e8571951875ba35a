#pragma once
#include <balanced/app/options.hpp>
#include <balanced/app/web_configuration.hpp>
#include <balanced/format/config.hpp>

#include <memory>

// The composition root: everything that runs, in the order in which it depends on each other.

namespace balanced {

/// Runs with configurations without faults until SIGTERM or SIGINT; those to come get `calendar`, as `loaded`
/// has it. Returns the exit code: failure where an address cannot be listened on.
int run_daemon(const options& options, const config& loaded, const web_configuration& web,
               std::shared_ptr<const reset_calendar> calendar);

} // namespace balanced
