#pragma once
#include <balanced/core/time.hpp>

#include <array>
#include <optional>
#include <string_view>
#include <vector>

// When balances are refilled: daily, weekly (on Monday) or monthly (on the 1st), at midnight in Paris
// (the API's documentation). Where a zone's offsets come from is not known here.

namespace balanced {

enum class reset_period : unsigned char { daily, weekly, monthly };
inline constexpr std::array<std::string_view, 3> reset_period_names{"daily", "weekly", "monthly"};
constexpr std::string_view name(reset_period period) {
    return reset_period_names[static_cast<std::size_t>(period)];
}

/// Whatever the case of its letters; absent for any other word, which means no reset.
std::optional<reset_period> parse_reset_period(std::string_view text);

/// Local time is UTC plus `offset` from then on.
struct zone_offset {
    time_point since;
    duration offset;
    bool operator==(const zone_offset&) const = default;
};

/// The zone that resets go by.
struct reset_calendar {
    std::vector<zone_offset> offsets; ///< by time; not empty; the first holds before its time too
    bool operator==(const reset_calendar&) const = default;
};

/// Balances lag behind what happens to them: a reset may show so much later than it is due.
inline constexpr duration reset_lag = std::chrono::minutes(15);

/// The first reset after `now` (at `now` itself the next one counts). A day begins when the clocks first show
/// it, be it that they skip its midnight or show it twice. `now` within what std::chrono::year can count.
time_point next_reset(reset_period period, time_point now, const reset_calendar& calendar);

/// The next one of each period.
using next_resets = std::array<time_point, reset_period_names.size()>;
next_resets next_resets_after(time_point now, const reset_calendar& calendar);

} // namespace balanced
