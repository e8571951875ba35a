#pragma once
#include <balanced/core/reset_calendar.hpp>

#include <string>

// Time zones as the system's files have them, whatever TZ and today's date say. The files list the changes of
// the clocks to the end of 2037; the last offset holds ever after, for the rule behind the list is not read.

namespace balanced {

struct loaded_zone {
    reset_calendar calendar; ///< since ever; without offsets where the zone could not be read
    std::string fault;       ///< why it could not be read; empty where it could
};

/// `name` is one of the database of time zones, like "Europe/Paris".
loaded_zone load_zone(const std::string& name);

} // namespace balanced
