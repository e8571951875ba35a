#pragma once
#include <balanced/app/options.hpp>
#include <balanced/net/health_probe.hpp>

// The command `healthcheck`: what a container without curl asks the daemon beside it.

namespace balanced {

/// Whom these options ask: the probe address where there is one, else the first listen address, where every
/// interface is loopback.
health_target health_target_of(const options& options, bool serves_tls);

/// Prints one line; returns the exit code.
int run_healthcheck(const options& options);

} // namespace balanced
