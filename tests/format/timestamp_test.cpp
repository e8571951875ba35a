#include <balanced/format/timestamp.hpp>

#include <gtest/gtest.h>

#include <string>

namespace balanced {
namespace {

using namespace std::chrono_literals;

/// What a date and time means, in a form that is easy to read; "none" where it is none.
std::string read(std::string_view text) {
    const auto parsed = parse_date_time(text);
    return parsed ? format_rfc3339(parsed->time) + (parsed->zoneless ? " zoneless" : "") : "none";
}

std::string read_http(std::string_view text) {
    const auto parsed = parse_http_date(text);
    return parsed ? format_rfc3339(*parsed) : "none";
}

TEST(date_time, ZonesAreReadInEveryForm) {
    EXPECT_EQ(read("2026-03-01T12:00:00Z"), "2026-03-01T12:00:00.000Z");
    EXPECT_EQ(read("2026-03-01t12:00:00z"), "2026-03-01T12:00:00.000Z");
    EXPECT_EQ(read("2026-03-01 12:00:00Z"), "2026-03-01T12:00:00.000Z");
    EXPECT_EQ(read("2026-03-01T12:00:00+02:00"), "2026-03-01T10:00:00.000Z");
    EXPECT_EQ(read("2026-03-01T12:00:00+0200"), "2026-03-01T10:00:00.000Z");
    EXPECT_EQ(read("2026-03-01T12:00:00+02"), "2026-03-01T10:00:00.000Z");
    EXPECT_EQ(read("2026-03-01T12:00:00-05:30"), "2026-03-01T17:30:00.000Z");
    EXPECT_EQ(read("2026-03-01T12:00:00-00:00"), "2026-03-01T12:00:00.000Z");
}

TEST(date_time, WithoutAZoneItIsUtcAndSaysSo) {
    EXPECT_EQ(read("2026-03-01T12:00:00"), "2026-03-01T12:00:00.000Z zoneless");
    EXPECT_EQ(read("2026-03-01 12:00:00.5"), "2026-03-01T12:00:00.500Z zoneless");
}

TEST(date_time, FractionsAreCutToMicroseconds) {
    const auto whole = parse_date_time("2026-03-01T12:00:00Z")->time;
    EXPECT_EQ(parse_date_time("2026-03-01T12:00:00.5Z")->time - whole, 500ms);
    EXPECT_EQ(parse_date_time("2026-03-01T12:00:00.000001Z")->time - whole, 1us);
    EXPECT_EQ(parse_date_time("2026-03-01T12:00:00.123456789+00:00")->time - whole, 123456us);
    EXPECT_EQ(parse_date_time("2026-03-01T12:00:00.999999999")->time - whole, 999999us);
}

TEST(date_time, AnOffsetMayCrossDaysAndYears) {
    EXPECT_EQ(read("2026-01-01T00:30:00+01:00"), "2025-12-31T23:30:00.000Z");
    EXPECT_EQ(read("2024-02-28T23:30:00-01:00"), "2024-02-29T00:30:00.000Z");
}

TEST(date_time, TheCalendarIsStrict) {
    EXPECT_EQ(read("2024-02-29T00:00:00Z"), "2024-02-29T00:00:00.000Z");
    EXPECT_EQ(read("2000-02-29T00:00:00Z"), "2000-02-29T00:00:00.000Z");
    for (const char* text :
         {"2025-02-29T00:00:00Z", "2026-02-30T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
          "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
          "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z"})
        EXPECT_EQ(read(text), "none") << text;
}

TEST(date_time, ALeapSecondIsTheNextMinute) {
    EXPECT_EQ(read("2016-12-31T23:59:60Z"), "2017-01-01T00:00:00.000Z");
}

TEST(date_time, TheWholeRangeOfYearsIsRead) {
    EXPECT_EQ(read("9999-12-31T23:59:59.999999Z"), "9999-12-31T23:59:59.999Z");
    EXPECT_EQ(read("1969-12-31T23:59:59.999Z"), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(read("0000-01-01T00:00:00Z"), "0000-01-01T00:00:00.000Z");
}

TEST(date_time, AnythingElseIsNone) {
    for (const std::string_view text : {std::string_view(""),
                                        std::string_view("never"),
                                        std::string_view("2026-03-01"),
                                        std::string_view("2026-03-01T12:00Z"),
                                        std::string_view("2026-03-01T12:00:00."),
                                        std::string_view("2026-03-01T12:00:00.Z"),
                                        std::string_view("2026-03-01T12:00:00.1234567890Z"),
                                        std::string_view("2026-03-01T12:00:00+2"),
                                        std::string_view("2026-03-01T12:00:00+02:"),
                                        std::string_view("2026-03-01T12:00:00+02:0"),
                                        std::string_view("2026-03-01T12:00:00+24:00"),
                                        std::string_view("2026-03-01T12:00:00+02:60"),
                                        std::string_view("2026-03-01T12:00:00 +02:00"),
                                        std::string_view("2026-03-01T12:00:00ZZ"),
                                        std::string_view("2026-03-01T12:00:00Z "),
                                        std::string_view(" 2026-03-01T12:00:00Z"),
                                        std::string_view("2026-3-1T12:00:00Z"),
                                        std::string_view("2026-03-01_12:00:00Z"),
                                        std::string_view("2026-03-01T12:00:00CET"),
                                        std::string_view("+026-03-01T12:00:00Z"),
                                        std::string_view("2026-03-01T-1:00:00Z"),
                                        std::string_view("12026-03-01T12:00:00Z"),
                                        std::string_view("1767225600"),
                                        std::string_view("2026-03-01T12:00:00\0Z", 21),
                                        std::string_view("2026-03-01T12:00:00+")})
        EXPECT_EQ(read(text), "none") << text;
}

TEST(http_date, AllThreeFormsAreRead) {
    EXPECT_EQ(read_http("Sun, 06 Nov 1994 08:49:37 GMT"), "1994-11-06T08:49:37.000Z");
    EXPECT_EQ(read_http("Sunday, 06-Nov-94 08:49:37 GMT"), "1994-11-06T08:49:37.000Z");
    EXPECT_EQ(read_http("Sun Nov  6 08:49:37 1994"), "1994-11-06T08:49:37.000Z");
    EXPECT_EQ(read_http("Wed Nov 16 08:49:37 1994"), "1994-11-16T08:49:37.000Z");
}

TEST(http_date, TwoDigitsOfAYearMean1970To2069) {
    EXPECT_EQ(read_http("Thursday, 01-Jan-70 00:00:00 GMT"), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(read_http("Tuesday, 01-Jan-69 00:00:00 GMT"), "2069-01-01T00:00:00.000Z");
    EXPECT_EQ(read_http("Saturday, 01-Jan-00 00:00:00 GMT"), "2000-01-01T00:00:00.000Z");
    EXPECT_EQ(read_http("Friday, 01-Jan-99 00:00:00 GMT"), "1999-01-01T00:00:00.000Z");
}

TEST(http_date, AnythingElseIsNone) {
    for (const char* text :
         {"", "0", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
          "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 30 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
          "Foo, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ",
          "Sun Nov 6 08:49:37 1994", "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun, 06-Nov-94 08:49:37 GMT",
          "2026-03-01T12:00:00Z"})
        EXPECT_EQ(read_http(text), "none") << text;
}

TEST(http_date, IsWrittenInTheFirstForm) {
    for (const char* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Thu, 01 Jan 1970 00:00:00 GMT",
                             "Mon, 29 Feb 2044 23:59:59 GMT", "Fri, 31 Dec 9999 00:00:01 GMT"})
        EXPECT_EQ(format_http_date(parse_http_date(text).value()), text);
    EXPECT_EQ(format_http_date(time_point(1'999'999us)), "Thu, 01 Jan 1970 00:00:01 GMT");
}

TEST(retry_after, SecondsMayBeFractional) {
    const time_point now{};
    EXPECT_EQ(parse_retry_after("120", now), 120s);
    EXPECT_EQ(parse_retry_after("0", now), 0s);
    EXPECT_EQ(parse_retry_after("1.5", now), 1500ms);
    EXPECT_EQ(parse_retry_after("0.0000015", now), 1us);
    EXPECT_EQ(parse_retry_after("007", now), 7s);
    EXPECT_EQ(parse_retry_after(" \t3 ", now), 3s);
}

TEST(retry_after, ADateIsCountedFromNowAndNeverNegative) {
    const time_point now = *parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:50:07 GMT", now), 30s);
    EXPECT_EQ(parse_retry_after("Sunday, 06-Nov-94 08:50:07 GMT", now), 30s);
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:36 GMT", now), 0s);
    EXPECT_EQ(parse_retry_after("Thu, 01 Jan 1970 00:00:00 GMT", now), 0s);
}

TEST(retry_after, HugeWaitsAreTenYears) {
    const duration ten_years = std::chrono::years(10);
    const time_point now{};
    EXPECT_EQ(parse_retry_after("4294967295", now), ten_years);
    EXPECT_EQ(parse_retry_after("99999999999999999999999999", now), ten_years);
    EXPECT_EQ(parse_retry_after(std::string(5000, '9') + ".5", now), ten_years);
    EXPECT_EQ(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now), ten_years);
}

TEST(retry_after, AnythingElseIsAbsent) {
    for (const char* text :
         {"", " ", "-1", "+1", "-0", "soon", "1s", "1 2", "1.", ".5", "1.5.5", "1e3", "inf", "nan", "0x10",
          "1,5", "2026-03-01T12:00:00Z", "Sun, 31 Feb 1994 08:49:37 GMT"})
        EXPECT_EQ(parse_retry_after(text, time_point{}), std::nullopt) << text;
}

TEST(rfc3339, IsUtcWithMilliseconds) {
    EXPECT_EQ(format_rfc3339(time_point{}), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(format_rfc3339(time_point(1'999'999us)), "1970-01-01T00:00:01.999Z");
    EXPECT_EQ(format_rfc3339(time_point(-1us)), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(format_rfc3339(std::chrono::sys_days(std::chrono::year(805) / 7 / 4)),
              "0805-07-04T00:00:00.000Z");
}

} // namespace
} // namespace balanced
