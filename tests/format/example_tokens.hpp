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

/// The first of December 2025, a Monday, begins in Paris.
inline constexpr time_point new_month{std::chrono::seconds(1'764'543'600)};
inline constexpr next_resets resets_at_new_month{new_month, new_month, new_month};

/// A token of which everything is known, an hour before that.
inline tracked_token full_token(std::string name) {
    tracked_token made = token(std::move(name));
    made.record.reset_period = "monthly";
    made.record.balance = 99999.99;
    made.record.active_balance = true;
    made.record.expire_time = time_point(duration(1'764'547'200'123'456));
    made.record.reset_amount = 100;
    made.reset = reset_period::monthly;
    made.reset_amount = 100;
    made.balance_seen = moment(time_point(duration(1'764'540'000'250'000)));
    made.burn_rate = 33.33333;
    made.runway = std::chrono::seconds(3000);
    made.runway_level = level::critical;
    made.thresholds = credit_thresholds{.warning = 10, .critical = 2.5};
    made.balance_level = level::ok;
    made.expiry_level = level::critical;
    made.consumed = 0.30000000000000004;
    made.added = 7;
    made.last_balance = 99999.99;
    return made;
}

} // namespace balanced::test
