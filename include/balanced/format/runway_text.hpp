#pragma once
#include <balanced/core/snapshot.hpp>

#include <string>

// How long a balance lasts, in words for people.

namespace balanced {

/// "3 d 4 h", "less than 1 m", "none" where the balance is gone, "until the reset", "no end in sight" where
/// nothing is consumed; empty where no burn rate is known or there is no budget.
std::string runway_text(const tracked_token& token, time_point now);

/// The two largest units, from minutes to days: "3 d 4 h".
std::string spaced_duration(duration span);

} // namespace balanced
