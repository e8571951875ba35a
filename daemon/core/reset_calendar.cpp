#include <balanced/core/reset_calendar.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace balanced {
namespace {

/// A date and time as the clocks in the zone show it.
using zoned_time = std::chrono::local_time<duration>;

/// The offset that holds at that time.
auto position_at(time_point at, const reset_calendar& calendar) {
    const auto after = std::ranges::upper_bound(calendar.offsets, at, {}, &zone_offset::since);
    return after == calendar.offsets.begin() ? after : std::prev(after);
}

zoned_time in_zone(time_point at, const reset_calendar& calendar) {
    return zoned_time(at.time_since_epoch() + position_at(at, calendar)->offset);
}

/// The first moment at which the clocks show `shown` or later: where they skip it, as some do at midnight
/// though not in Paris, the moment of the jump.
time_point from_zone(zoned_time shown, const reset_calendar& calendar) {
    const time_point as_utc(shown.time_since_epoch());
    // No zone is a whole day away from UTC.
    const auto position = position_at(as_utc - std::chrono::days(1), calendar);
    time_point at = as_utc - position->offset;
    for (auto next = std::next(position); next != calendar.offsets.end() && next->since <= at; ++next)
        at = std::max(next->since, as_utc - next->offset);
    return at;
}

/// The first day after `today` on which the period begins.
std::chrono::local_days next_first_day(reset_period period, std::chrono::local_days today) {
    using namespace std::chrono;
    switch (period) {
    case reset_period::daily:
        break;
    case reset_period::weekly:
        return today + days(7) - (weekday(today) - Monday);
    case reset_period::monthly: {
        const year_month_day date(today);
        return local_days((date.year() / date.month() + months(1)) / 1);
    }
    }
    return today + days(1);
}

} // namespace

std::optional<reset_period> parse_reset_period(std::string_view text) {
    const auto same_letter = [](char left, char right) {
        return (left >= 'A' && left <= 'Z' ? left - 'A' + 'a' : left) == right;
    };
    for (std::size_t i = 0; i < reset_period_names.size(); ++i) {
        if (std::ranges::equal(text, reset_period_names[i], same_letter))
            return static_cast<reset_period>(i);
    }
    return std::nullopt;
}

time_point next_reset(reset_period period, time_point now, const reset_calendar& calendar) {
    const auto today = std::chrono::floor<std::chrono::days>(in_zone(now, calendar));
    auto day = next_first_day(period, today);
    time_point reset = from_zone(day, calendar);
    // Where clocks are put back over midnight, the day before goes on once it has ended.
    while (reset <= now) {
        day = next_first_day(period, day);
        reset = from_zone(day, calendar);
    }
    return reset;
}

next_resets next_resets_after(time_point now, const reset_calendar& calendar) {
    next_resets all{};
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = next_reset(static_cast<reset_period>(i), now, calendar);
    return all;
}

} // namespace balanced
