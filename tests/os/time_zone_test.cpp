#include <balanced/os/time_zone.hpp>

#include <date/tz.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

std::vector<zone_offset> offsets_between(const reset_calendar& calendar, int first, int after) {
    std::vector<zone_offset> found;
    for (const zone_offset& each : calendar.offsets) {
        if (each.since >= date::sys_days(date::year(first) / 1 / 1) &&
            each.since < date::sys_days(date::year(after) / 1 / 1))
            found.push_back(each);
    }
    return found;
}

TEST(load_zone, KnowsWhenTheClocksChange) {
    const loaded_zone paris = load_zone("Europe/Paris");
    EXPECT_EQ(paris.fault, "");
    EXPECT_THAT(offsets_between(paris.calendar, 2026, 2028),
                ElementsAre(zone_offset{date::sys_days(date::year(2026) / 3 / 29) + 1h, 2h},
                            zone_offset{date::sys_days(date::year(2026) / 10 / 25) + 1h, 1h},
                            zone_offset{date::sys_days(date::year(2027) / 3 / 28) + 1h, 2h},
                            zone_offset{date::sys_days(date::year(2027) / 10 / 31) + 1h, 1h}));
}

TEST(load_zone, KnowsThemTo2037) {
    const std::vector<zone_offset> offsets = load_zone("Europe/Paris").calendar.offsets;
    EXPECT_EQ(offsets_between({offsets}, 1996, 2038).size(), 2U * (2038 - 1996));
    EXPECT_EQ(offsets.back(), (zone_offset{date::sys_days(date::year(2037) / 10 / 25) + 1h, 1h}));
    EXPECT_TRUE(std::ranges::is_sorted(offsets, {}, &zone_offset::since));
    EXPECT_EQ(std::ranges::adjacent_find(offsets, {}, &zone_offset::offset), offsets.end());
}

TEST(load_zone, AZoneMayHaveOneOffset) {
    const loaded_zone utc = load_zone("UTC");
    EXPECT_EQ(utc.fault, "");
    EXPECT_THAT(utc.calendar.offsets, ElementsAre(Field(&zone_offset::offset, 0h)));
    EXPECT_THAT(load_zone("Etc/GMT-14").calendar.offsets, ElementsAre(Field(&zone_offset::offset, 14h)));
}

TEST(load_zone, TheProcessOwnZoneDoesNotMatter) {
    const char* before = std::getenv("TZ");
    const std::string kept = before == nullptr ? "" : before;
    const reset_calendar expected = load_zone("Europe/Paris").calendar;
    for (const char* zone : {"Asia/Tokyo", "UTC", ":nonsense"}) {
        ::setenv("TZ", zone, 1);
        ::tzset();
        EXPECT_EQ(load_zone("Europe/Paris").calendar, expected) << zone;
    }
    before == nullptr ? ::unsetenv("TZ") : ::setenv("TZ", kept.c_str(), 1);
    ::tzset();
}

TEST(load_zone, OneThatIsNotThereIsAFault) {
    const loaded_zone none = load_zone("Europe/Lutetia");
    EXPECT_EQ(none.fault,
              "cannot read the time zone Europe/Lutetia: No such file or directory (install tzdata)");
    EXPECT_THAT(none.calendar.offsets, IsEmpty());
}

TEST(load_zone, WhatIsNoZoneIsAFault) {
    EXPECT_EQ(load_zone("zone.tab").fault,
              "cannot read the time zone zone.tab: its file is none of a time zone (install tzdata)");
    EXPECT_NE(load_zone("Europe").fault, "");
    EXPECT_NE(load_zone("").fault, "");
}

/// The first moment of a day, as the library that read the zone computes it.
time_point begin_of(date::local_days day, const std::string& zone) {
    return date::make_zoned(zone, day, date::choose::earliest).get_sys_time();
}

/// The first day after `today` that the period begins with, in the library's own calendar.
date::local_days next_first_day(reset_period period, date::local_days today) {
    for (date::local_days day = today + date::days(1);; day += date::days(1)) {
        if (period == reset_period::daily ||
            (period == reset_period::weekly && date::weekday(day) == date::Monday) ||
            (period == reset_period::monthly && date::year_month_day(day).day() == date::day(1)))
            return day;
    }
}

/// At each hour of the years before `after`.
void expect_as_computed(const std::string& zone, int first, int after) {
    const reset_calendar calendar = load_zone(zone).calendar;
    ASSERT_FALSE(calendar.offsets.empty());
    const date::time_zone* const located = date::locate_zone(zone);
    for (const reset_period period : {reset_period::daily, reset_period::weekly, reset_period::monthly}) {
        date::local_days computed_for{};
        time_point computed{};
        for (date::sys_seconds now = date::sys_days(date::year(first) / 1 / 1);
             now < date::sys_days(date::year(after) / 1 / 1); now += 1h) {
            const auto today = date::floor<date::days>(located->to_local(now));
            if (today != computed_for) {
                computed_for = today;
                computed = begin_of(next_first_day(period, today), zone);
            }
            ASSERT_EQ(next_reset(period, now, calendar), computed)
                << zone << ' ' << name(period) << ' ' << date::format("%F %T", now);
        }
    }
}

TEST(load_zone, ResetsAreWhereTheLibraryPutsTheMidnightsOf30Years) {
    expect_as_computed("Europe/Paris", 2008, 2038);
}

TEST(load_zone, ResetsAreWhereTheLibraryPutsMidnightsElsewhere) {
    expect_as_computed("America/New_York", 2024, 2028);
    expect_as_computed("Asia/Beirut", 2018, 2022);         // skips midnight
    expect_as_computed("America/Havana", 2018, 2022);      // has it twice
    expect_as_computed("Pacific/Apia", 2010, 2013);        // skipped a day
    expect_as_computed("Australia/Lord_Howe", 2024, 2026); // changes by half an hour
}

TEST(load_zone, StJohnsWasNotResetTwiceOnANight) {
    // Until 2011 its clocks went from 0:01 back to 23:01.
    const reset_calendar calendar = load_zone("America/St_Johns").calendar;
    const time_point midnight = date::sys_days(date::year(2010) / 11 / 7) + 2h + 30min;
    EXPECT_EQ(next_reset(reset_period::daily, midnight - 1s, calendar), midnight);
    for (const auto& since : {0min, 1min, 60min, 61min})
        EXPECT_EQ(next_reset(reset_period::daily, midnight + since, calendar), midnight + 25h);
}

} // namespace
} // namespace balanced
