#include <balanced/format/readable.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr time_point start{std::chrono::seconds(1'764'540'000)};

TEST(readable, CountsHaveSeparators) {
    EXPECT_EQ(readable_count(0), "0");
    EXPECT_EQ(readable_count(999), "999");
    EXPECT_EQ(readable_count(1000), "1,000");
    EXPECT_EQ(readable_count(1'234'567), "1,234,567");
}

TEST(readable, CreditsHaveTwoDecimals) {
    EXPECT_EQ(readable_credits(12.5), "12.50");
    EXPECT_EQ(readable_credits(99999.99), "99,999.99");
    EXPECT_EQ(readable_credits(-1234567), "-1,234,567.00");
    EXPECT_EQ(readable_credits(-123), "-123.00");
    EXPECT_EQ(readable_credits(0.1), "0.10");
    EXPECT_EQ(readable_credits(0), "0.00");
    EXPECT_EQ(readable_credits(-0.0), "0.00");
}

TEST(readable, CreditsAreNeverNothingWhereThereIsSome) {
    EXPECT_EQ(readable_credits(0.0042), "0.0042");
    EXPECT_EQ(readable_credits(-0.05), "-0.050");
    EXPECT_EQ(readable_credits(0.000001), "0.0000010");
    EXPECT_EQ(readable_credits(1e-9), "1e-09");
}

TEST(readable, CreditsCanBeAnyDouble) {
    EXPECT_EQ(readable_credits(1.25e300), "1.3e+300");
    EXPECT_EQ(readable_credits(999'999'999'999'999), "999,999,999,999,999.00");
    EXPECT_EQ(readable_credits(std::numeric_limits<double>::max()), "1.8e+308");
    EXPECT_EQ(readable_credits(std::numeric_limits<double>::denorm_min()), "4.9e-324");
}

TEST(readable, SpansTakeFewWords) {
    EXPECT_EQ(readable_span(-5s), "0 s");
    EXPECT_EQ(readable_span(12s + 999ms), "12 s");
    EXPECT_EQ(readable_span(60s), "1 m");
    EXPECT_EQ(readable_span(200min), "3 h 20 m");
    EXPECT_EQ(readable_span(35h), "1 d 11 h");
    EXPECT_EQ(readable_span(13 * 24h + 5h), "13 d");
    EXPECT_EQ(readable_span(days(729)), "729 d");
    EXPECT_EQ(readable_span(days(731)), "2 y");
    EXPECT_EQ(readable_span(days(365 * 7000)), "6995 y");
}

TEST(readable, DistancesHaveADirection) {
    EXPECT_EQ(readable_distance(start + days(13), start), "in 13 d");
    EXPECT_EQ(readable_distance(start, start), "0 s ago");
    EXPECT_EQ(readable_distance(start - 90s, start), "1 m ago");
}

TEST(readable, TimesAreUtc) {
    EXPECT_EQ(readable_time(start), "2025-11-30 22:00:00 UTC");
}

} // namespace
} // namespace balanced
