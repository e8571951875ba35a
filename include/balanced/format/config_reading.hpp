#pragma once
#include <balanced/format/config.hpp>
#include <balanced/format/config_document.hpp>

#include <string>

// The parts of a configuration as settings, and the faults of keys that do not go together. Each key and
// value by itself is checked before; one that is bad is left at its default here.

namespace balanced {

/// What the parts are read with, and into.
struct config_reading {
    const std::string& file;
    const environment& env;
    config& out;
    config_faults& faults;
    config_faults& warnings;
};

/// `accounts`, in the order of their names, without what concerns thresholds and forecasts.
void read_accounts(const config_node& root, config_reading& into);

/// `thresholds`, `overrides` and `forecast`, into every account there is.
void read_thresholds(const config_node& root, config_reading& into);

} // namespace balanced
