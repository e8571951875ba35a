#include <balanced/core/reset_calendar.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::last;
using std::chrono::Monday;
using std::chrono::Sunday;
using std::chrono::sys_days;
using std::chrono::year;

constexpr auto daily = reset_period::daily;
constexpr auto weekly = reset_period::weekly;
constexpr auto monthly = reset_period::monthly;

/// Paris as the law has it since 1996: the last Sundays of March and October, at 1:00 UTC.
reset_calendar paris() {
    reset_calendar calendar{{{sys_days(1995y / 9 / 24) + 1h, 1h}}};
    for (year each = 1996y; each <= 2100y; ++each) {
        calendar.offsets.push_back({sys_days(each / 3 / Sunday[last]) + 1h, 2h});
        calendar.offsets.push_back({sys_days(each / 10 / Sunday[last]) + 1h, 1h});
    }
    return calendar;
}

const reset_calendar in_paris = paris();
const reset_calendar in_utc{{{time_point{}, 0h}}};

time_point next(reset_period period, time_point now) {
    return next_reset(period, now, in_paris);
}

/// Midnights in Paris.
time_point winter(std::chrono::year_month_day date) {
    return sys_days(date) - 1h;
}
time_point summer(std::chrono::year_month_day date) {
    return sys_days(date) - 2h;
}

TEST(parse_reset_period, KnowsTheThreeInAnyCase) {
    EXPECT_EQ(parse_reset_period("daily"), daily);
    EXPECT_EQ(parse_reset_period("Weekly"), weekly);
    EXPECT_EQ(parse_reset_period("MONTHLY"), monthly);
    for (const reset_period period : {daily, weekly, monthly})
        EXPECT_EQ(parse_reset_period(name(period)), period);
}

TEST(parse_reset_period, AnyOtherWordMeansNoReset) {
    for (const char* text :
         {"", "none", "dail", "daily ", " daily", "dailyy", "day", "0", "m\xc3\xb6nthly", "yearly"})
        EXPECT_EQ(parse_reset_period(text), std::nullopt) << text;
    EXPECT_EQ(parse_reset_period(std::string_view("daily\0", 6)), std::nullopt);
}

TEST(next_reset, IsTheNextMidnightInParis) {
    EXPECT_EQ(next(daily, sys_days(2026y / 1 / 14) + 12h), winter(2026y / 1 / 15));
    EXPECT_EQ(next(daily, sys_days(2026y / 7 / 14) + 12h), summer(2026y / 7 / 15));
    EXPECT_EQ(next(daily, sys_days(2026y / 1 / 14) + 23h + 30min), winter(2026y / 1 / 16))
        << "tomorrow there";
}

TEST(next_reset, IsOnTheNextMonday) {
    const time_point monday = winter(2026y / 1 / 19);
    for (int day = 12; day < 19; ++day)
        EXPECT_EQ(next(weekly, sys_days(2026y / 1 / day) + 12h), monday) << day;
    EXPECT_EQ(next(weekly, sys_days(2026y / 1 / 19) + 12h), winter(2026y / 1 / 26));
    EXPECT_EQ(next(weekly, sys_days(2026y / 1 / 18) + 23h + 30min), winter(2026y / 1 / 26)) << "Monday there";
}

TEST(next_reset, IsOnTheNextFirst) {
    for (int day = 1; day <= 31; ++day)
        EXPECT_EQ(next(monthly, sys_days(2026y / 1 / day) + 12h), winter(2026y / 2 / 1)) << day;
    EXPECT_EQ(next(monthly, sys_days(2026y / 1 / 31) + 23h + 30min), winter(2026y / 3 / 1))
        << "February there";
}

TEST(next_reset, AtAResetTheNextOneCounts) {
    const time_point midnight = winter(2026y / 1 / 14);
    EXPECT_EQ(next(daily, midnight - 1us), midnight);
    EXPECT_EQ(next(daily, midnight), midnight + 24h);
    EXPECT_EQ(next(daily, midnight + 1us), midnight + 24h);
    const time_point monday = summer(2026y / 6 / 1); // a 1st, too
    EXPECT_EQ(next_resets_after(monday - 1us, in_paris), (next_resets{monday, monday, monday}));
    EXPECT_EQ(next_resets_after(monday, in_paris),
              (next_resets{monday + 24h, monday + 24h * 7, monday + 24h * 30}));
}

TEST(next_reset, OfEachPeriodAtOnceIsThatOfEach) {
    const time_point now = sys_days(2026y / 10 / 24) + 7h;
    EXPECT_EQ(next_resets_after(now, in_paris),
              (next_resets{next(daily, now), next(weekly, now), next(monthly, now)}));
}

TEST(next_reset, ADayOf23HoursBeginsAndEndsAtItsMidnights) {
    for (const auto& date :
         {2024y / 3 / 31, 2025y / 3 / 30, 2026y / 3 / 29, 2027y / 3 / 28, 2037y / 3 / 29}) {
        const sys_days sunday(date);
        EXPECT_EQ(next(daily, sunday - 12h), winter(sunday)) << unix_seconds(sunday);
        EXPECT_EQ(next(daily, winter(sunday)), winter(sunday) + 23h) << unix_seconds(sunday);
        for (const auto& at : {59min, 60min, 61min})
            EXPECT_EQ(next(daily, sunday + at), summer(sunday + days(1))) << unix_seconds(sunday);
        EXPECT_EQ(next(daily, summer(sunday + days(1))), summer(sunday + days(2)));
        EXPECT_EQ(next(weekly, sunday - days(6)), summer(sunday + days(1))) << "the Monday right after";
        EXPECT_EQ(next(weekly, winter(sunday - days(6))), winter(sunday - days(6)) + 24h * 7 - 1h);
    }
}

TEST(next_reset, ADayOf25HoursBeginsAndEndsAtItsMidnights) {
    for (const auto& date :
         {2021y / 10 / 31, 2024y / 10 / 27, 2025y / 10 / 26, 2026y / 10 / 25, 2036y / 10 / 26}) {
        const sys_days sunday(date);
        EXPECT_EQ(next(daily, sunday - 12h), summer(sunday)) << unix_seconds(sunday);
        EXPECT_EQ(next(daily, summer(sunday)), summer(sunday) + 25h) << unix_seconds(sunday);
        for (const auto& at : {-1min, 0min, 59min, 60min, 61min, 120min})
            EXPECT_EQ(next(daily, sunday + at), winter(sunday + days(1))) << unix_seconds(sunday);
        EXPECT_EQ(next(daily, winter(sunday + days(1))), winter(sunday + days(2)));
        EXPECT_EQ(next(weekly, sunday - days(6)), winter(sunday + days(1))) << "the Monday right after";
        EXPECT_EQ(next(weekly, summer(sunday - days(6))), summer(sunday - days(6)) + 24h * 7 + 1h);
    }
}

TEST(next_reset, AMonthHasTheHoursThatItsClocksShow) {
    EXPECT_EQ(next(monthly, winter(2026y / 3 / 1)), winter(2026y / 3 / 1) + 24h * 31 - 1h);
    EXPECT_EQ(next(monthly, summer(2026y / 10 / 1)), summer(2026y / 10 / 1) + 24h * 31 + 1h);
    // The clocks change on the 31st, so the 1st, a Monday, is the day after.
    const time_point april = summer(2024y / 4 / 1);
    EXPECT_EQ(next_resets_after(sys_days(2024y / 3 / 31) + 1h, in_paris), (next_resets{april, april, april}));
    const time_point november = winter(2021y / 11 / 1);
    EXPECT_EQ(next_resets_after(sys_days(2021y / 10 / 31) + 1h, in_paris),
              (next_resets{november, november, november}));
}

TEST(next_reset, LeapYearsHaveA29thOfFebruary) {
    EXPECT_EQ(next(daily, winter(2028y / 2 / 28)), winter(2028y / 2 / 29));
    EXPECT_EQ(next(daily, winter(2028y / 2 / 29)), winter(2028y / 3 / 1));
    EXPECT_EQ(next(daily, winter(2027y / 2 / 28)), winter(2027y / 3 / 1));
    EXPECT_EQ(next(daily, winter(2100y / 2 / 28)), winter(2100y / 3 / 1));
    EXPECT_EQ(next(monthly, winter(2028y / 2 / 1)), winter(2028y / 2 / 1) + 24h * 29);
    EXPECT_EQ(next(monthly, winter(2027y / 2 / 1)), winter(2027y / 2 / 1) + 24h * 28);
    EXPECT_EQ(next(monthly, winter(2028y / 1 / 31)), winter(2028y / 2 / 1));
}

TEST(next_reset, YearsEndLikeAnyMonth) {
    const time_point new_year = winter(2029y / 1 / 1); // a Monday
    const time_point before = sys_days(2028y / 12 / 31) + 22h + 59min;
    EXPECT_EQ(next_resets_after(before, in_paris), (next_resets{new_year, new_year, new_year}));
    EXPECT_EQ(next_resets_after(before + 1min, in_paris),
              (next_resets{winter(2029y / 1 / 2), winter(2029y / 1 / 8), winter(2029y / 2 / 1)}));
    EXPECT_EQ(next(monthly, sys_days(2026y / 12 / 1)), winter(2027y / 1 / 1));
    EXPECT_EQ(next(weekly, sys_days(2026y / 12 / 31)), winter(2027y / 1 / 4));
}

TEST(next_reset, TheFirstOffsetHoldsBeforeAndTheLastOneAfterwards) {
    EXPECT_EQ(next(daily, sys_days(1900y / 2 / 28)), winter(1900y / 3 / 1));
    EXPECT_EQ(next(weekly, sys_days(1969y / 12 / 31)), winter(1970y / 1 / 5));
    EXPECT_EQ(next(monthly, sys_days(year(-1000) / 12 / 15)), winter(year(-999) / 1 / 1));
    EXPECT_EQ(next(daily, sys_days(9999y / 12 / 31)), winter(year(10000) / 1 / 1));
    EXPECT_EQ(next(weekly, sys_days(2400y / 2 / 28)), winter(2400y / 3 / 6));
    EXPECT_EQ(next(monthly, sys_days(9999y / 12 / 31) + 12h), winter(year(10000) / 1 / 1));
    // Around the first change of all.
    EXPECT_EQ(next(daily, in_paris.offsets[0].since - 24h), winter(1995y / 9 / 24));
    EXPECT_EQ(next(daily, in_paris.offsets[0].since - 2h), winter(1995y / 9 / 25));
}

TEST(next_reset, OneOffsetIsAZone) {
    EXPECT_EQ(next_reset(daily, sys_days(2026y / 3 / 29), in_utc), sys_days(2026y / 3 / 30));
    const reset_calendar far_east{{{time_point{}, 14h}}};
    EXPECT_EQ(next_reset(daily, sys_days(2026y / 3 / 29) + 9h, far_east), sys_days(2026y / 3 / 29) + 10h);
    const reset_calendar far_west{{{time_point{}, -12h}}};
    EXPECT_EQ(next_reset(daily, sys_days(2026y / 3 / 29) + 13h, far_west), sys_days(2026y / 3 / 30) + 12h);
}

TEST(next_reset, WhereTheClocksSkipMidnightTheDayBeginsWithTheJump) {
    // Like Beirut and Cairo: from 0:00 to 1:00.
    const time_point jump = sys_days(2026y / 6 / 1) - 2h; // a Monday and a 1st
    const reset_calendar calendar{{{time_point{}, 2h}, {jump, 3h}}};
    EXPECT_EQ(next_resets_after(jump - 1us, calendar), (next_resets{jump, jump, jump}));
    EXPECT_EQ(next_reset(daily, jump, calendar), jump + 23h);
    EXPECT_EQ(next_reset(weekly, jump, calendar), jump + 24h * 7 - 1h);
    // From 23:30 to 0:30.
    const reset_calendar early{{{time_point{}, 2h}, {jump - 30min, 3h}}};
    EXPECT_EQ(next_reset(daily, jump - 1h, early), jump - 30min);
    EXPECT_EQ(next_reset(daily, jump - 30min, early), jump + 23h);
}

TEST(next_reset, WhereADayIsSkippedTheNextOneBeginsInItsPlace) {
    // Like Apia, which had no 30th of December in 2011.
    const time_point jump = sys_days(2011y / 12 / 30) + 10h;
    const reset_calendar calendar{{{time_point{}, -10h}, {jump, 14h}}};
    EXPECT_EQ(next_reset(daily, jump - 1h, calendar), jump);
    EXPECT_EQ(next_reset(daily, jump, calendar), sys_days(2012y / 1 / 1) - 14h);
    EXPECT_EQ(next_reset(monthly, jump - 1h, calendar), sys_days(2012y / 1 / 1) - 14h);
}

TEST(next_reset, WhereMidnightHappensTwiceTheFirstOneCounts) {
    // Like Havana: from 1:00 back to 0:00.
    const time_point back = sys_days(2026y / 6 / 1) + 5h;
    const reset_calendar calendar{{{time_point{}, -4h}, {back, -5h}}};
    EXPECT_EQ(next_resets_after(back - 2h, calendar), (next_resets{back - 1h, back - 1h, back - 1h}));
    for (const auto& since : {-60min, -1min, 0min, 1min})
        EXPECT_EQ(next_reset(daily, back + since, calendar), back + 24h) << since.count();
}

TEST(next_reset, WhereTheDayBeforeGoesOnAfterMidnightItIsNotResetAgain) {
    // Like St. John's until 2011: at 0:01 back to 23:01, on a Monday that is a 1st.
    const time_point midnight = sys_days(2026y / 6 / 1) + 3h;
    const reset_calendar calendar{{{time_point{}, -3h}, {midnight + 1min, -4h}}};
    EXPECT_EQ(next_reset(daily, midnight - 1us, calendar), midnight);
    for (const auto& since : {0min, 1min, 30min, 59min, 60min, 61min, 2h + 0min}) {
        EXPECT_EQ(next_reset(daily, midnight + since, calendar), midnight + 25h) << since.count();
        EXPECT_EQ(next_reset(weekly, midnight + since, calendar), midnight + 24h * 7 + 1h) << since.count();
        EXPECT_EQ(next_reset(monthly, midnight + since, calendar), midnight + 24h * 30 + 1h) << since.count();
    }
}

/// Whether the period begins on a day.
bool begins_on(reset_period period, std::chrono::local_days day) {
    if (period == weekly)
        return std::chrono::weekday(day) == Monday;
    return period == daily || std::chrono::year_month_day(day).day() == std::chrono::day(1);
}

/// The resets of `span` days, by watching the clocks minute by minute for a day that they never showed
/// before.
std::vector<time_point> watched_resets(reset_period period, time_point from, int span,
                                       const reset_calendar& calendar) {
    std::vector<time_point> resets;
    std::optional<std::chrono::local_days> latest;
    std::size_t position = 0;
    for (time_point at = from; at < from + days(span); at += 1min) {
        while (position + 1 < calendar.offsets.size() && calendar.offsets[position + 1].since <= at)
            ++position;
        const std::chrono::local_time<duration> shown(at.time_since_epoch() +
                                                      calendar.offsets[position].offset);
        const auto today = std::chrono::floor<days>(shown);
        bool begins = false;
        for (auto day = latest.value_or(today); day < today; day += days(1))
            begins = begins || begins_on(period, day + days(1));
        if (begins)
            resets.push_back(at);
        latest = std::max(latest.value_or(today), today);
    }
    return resets;
}

/// Compares at many times, those of all resets and changes of the clocks among them.
void expect_as_watched(time_point from, int span, const reset_calendar& calendar, std::mt19937& random) {
    for (const reset_period period : {daily, weekly, monthly}) {
        const std::vector<time_point> resets = watched_resets(period, from, span, calendar);
        ASSERT_FALSE(resets.empty());
        std::vector<time_point> times;
        for (const time_point reset : resets)
            times.insert(times.end(), {reset - 1us, reset, reset + 1us});
        for (const zone_offset& each : calendar.offsets)
            times.insert(times.end(), {each.since - 1us, each.since, each.since + 1us});
        std::uniform_int_distribution<std::int64_t> within(0, duration(days(span)).count());
        for (int i = 0; i < 1000; ++i)
            times.push_back(from + duration(within(random)));
        for (const time_point now : times) {
            const auto expected = std::ranges::upper_bound(resets, now);
            // The first day may have been shown before.
            if (now < from + days(3) || expected == resets.end())
                continue;
            ASSERT_EQ(next_reset(period, now, calendar), *expected)
                << name(period) << " at " << now.time_since_epoch().count();
        }
    }
}

TEST(next_reset, IsAsSomeoneWhoWatchesTheClocksSeesIt) {
    std::mt19937 random(1);
    expect_as_watched(sys_days(2023y / 12 / 25), 400, in_paris, random);
    expect_as_watched(sys_days(2026y / 1 / 1), 100, in_utc, random);
}

TEST(next_reset, IsAsSomeoneWhoWatchesStrangeClocksSeesIt) {
    std::mt19937 random(2);
    std::uniform_int_distribution<int> offset(-14 * 60, 14 * 60);
    std::uniform_int_distribution<int> minutes_later(3 * 24 * 60, 9 * 24 * 60);
    std::uniform_int_distribution<int> near_midnight(-90, 90);
    for (int round = 0; round < 12; ++round) {
        time_point at = sys_days(2026y / 1 / 1);
        const time_point from = at - days(5);
        reset_calendar calendar{{{at, std::chrono::minutes(offset(random))}}};
        for (int i = 0; i < 10; ++i) {
            at += std::chrono::minutes(minutes_later(random));
            // Half of the changes are close to midnight.
            if (round % 2 == 0)
                at = std::chrono::round<days>(at) - calendar.offsets.back().offset +
                     std::chrono::minutes(near_midnight(random));
            calendar.offsets.push_back({at, std::chrono::minutes(offset(random))});
        }
        expect_as_watched(from, 120, calendar, random);
        if (HasFatalFailure())
            FAIL() << "round " << round;
    }
}

TEST(next_reset, IsAlwaysAfterNowAndNeverSoonerLater) {
    std::mt19937_64 random(3);
    const std::int64_t least = time_point(sys_days(year(-9999) / 1 / 1)).time_since_epoch().count();
    const std::int64_t most = time_point(sys_days(9999y / 12 / 31)).time_since_epoch().count();
    std::uniform_int_distribution<std::int64_t> any(least, most);
    for (int i = 0; i < 5000; ++i) {
        const time_point now{duration(any(random))};
        const next_resets resets = next_resets_after(now, in_paris);
        ASSERT_GT(resets[0], now);
        ASSERT_LE(resets[0], now + 25h);
        ASSERT_GE(resets[1], resets[0]);
        ASSERT_LE(resets[1], now + 24h * 7 + 1h);
        ASSERT_GE(resets[2], resets[0]);
        ASSERT_LE(resets[2], now + 24h * 31 + 1h);
        ASSERT_EQ(next_resets_after(resets[0] - 1us, in_paris), resets);
    }
}

} // namespace
} // namespace balanced
