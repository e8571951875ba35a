#pragma once
#include "simulator/simulator.hpp"
#include <balanced/core/settings.hpp>
#include <balanced/net/resolver.hpp>

#include <string>
#include <vector>

// An account at a simulated service, and a name service that knows loopback alone.

namespace balanced::testing {

/// The settings of an account at `service`, which it trusts by its authority.
account_settings settings_for(const simulator::service& service);

/// Finds `addresses` for every name.
lookup_function lookup_of(std::vector<std::string> addresses);

} // namespace balanced::testing
