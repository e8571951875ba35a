#include <balanced/core/reset_calendar.hpp>

#include <algorithm>
#include <cstddef>

namespace balanced {
namespace {

/// A date and time as the clocks in the zone show it.
using zoned_time = std::chrono::local_time<duration>;

duration offset_at(time_point at, const reset_calendar& calendar) {
    const auto after = std::ranges::upper_bound(calendar.offsets, at, {}, &zone_offset::since);
    return (after == calendar.offsets.begin() ? after : std::prev(after))->offset;
}

zoned_time in_zone(time_point at, const reset_calendar& calendar) {
    return zoned_time(at.time_since_epoch() + offset_at(at, calendar));
}

/// The first moment at which the clocks show `shown`. Where they skip it, as some do at midnight though not
/// in Paris, the moment of the jump.
time_point from_zone(zoned_time shown, const reset_calendar& calendar) {
    const time_point as_utc(shown.time_since_epoch());
    const zone_offset* previous = &calendar.offsets.front();
    for (const zone_offset& next : calendar.offsets) {
        const time_point candidate = as_utc - previous->offset;
        if (candidate < next.since)
            return candidate;
        if (as_utc - next.offset < next.since)
            return next.since;
        previous = &next;
    }
    return as_utc - previous->offset;
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
    return from_zone(next_first_day(period, today), calendar);
}

next_resets next_resets_after(time_point now, const reset_calendar& calendar) {
    next_resets all{};
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = next_reset(static_cast<reset_period>(i), now, calendar);
    return all;
}

} // namespace balanced
