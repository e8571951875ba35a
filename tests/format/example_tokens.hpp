#pragma once
#include <balanced/core/snapshot.hpp>

#include <string>

// Tracked tokens as the tests of what is rendered need them. How they came to be so is not the matter here.

namespace balanced::test {

inline tracked_token token(std::string name) {
    tracked_token made;
    made.record.name = std::move(name);
    made.record.token_type = "api_token";
    return made;
}

/// A token of which everything is known.
inline tracked_token full_token(std::string name) {
    tracked_token made = token(std::move(name));
    made.record.reset_period = "monthly";
    made.record.balance = 99999.99;
    made.record.active_balance = true;
    made.record.expire_time = time_point(duration(1'764'547'200'123'456));
    made.record.reset_amount = 100;
    made.reset_amount = 100;
    made.thresholds = credit_thresholds{.warning = 10, .critical = 2.5};
    made.balance_level = level::ok;
    made.expiry_level = level::critical;
    made.consumed = 0.30000000000000004;
    made.added = 7;
    made.last_balance = 99999.99;
    return made;
}

} // namespace balanced::test
