#include <balanced/core/schedule.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;

TEST(schedule, ASingleAccountPollsAtOnce) {
    EXPECT_EQ(first_poll_delay(0, 1, 1min), 0s);
}

TEST(schedule, FirstPollsAreSpreadOverTwoSecondsOrTheInterval) {
    EXPECT_EQ(first_poll_delay(0, 4, 1min), 0s);
    EXPECT_EQ(first_poll_delay(1, 4, 1min), 500ms);
    EXPECT_EQ(first_poll_delay(3, 4, 1min), 1500ms);
    EXPECT_EQ(first_poll_delay(3, 4, 1s), 750ms);
}

TEST(schedule, DelaysGrowToFiveIntervals) {
    const auto delay = [](unsigned failures) { return retry_delay(10s, failures, std::nullopt, 0); };
    EXPECT_EQ(delay(1), 10s);
    EXPECT_EQ(delay(2), 20s);
    EXPECT_EQ(delay(3), 40s);
    EXPECT_EQ(delay(4), 50s);
    EXPECT_EQ(delay(4'000'000'000U), 50s);
}

TEST(schedule, JitterAddsUpToATenth) {
    EXPECT_EQ(retry_delay(10s, 1, std::nullopt, 0.5), 10500ms);
    EXPECT_EQ(retry_delay(10s, 2, std::nullopt, 1), 22s);
}

TEST(schedule, NeverWaitsLongerThanFiveMinutesOrTheInterval) {
    EXPECT_EQ(retry_delay(2min, 4, std::nullopt, 1), 5min);
    EXPECT_EQ(retry_delay(1h, 3, std::nullopt, 1), 1h);
    EXPECT_EQ(retry_delay(24h * 365 * 100, 4, std::nullopt, 1), 24h * 365 * 100);
}

TEST(schedule, RetryAfterRaisesTheDelayUpToAnHour) {
    EXPECT_EQ(retry_delay(10s, 1, 42s, 0), 42s);
    EXPECT_EQ(retry_delay(10s, 1, 3s, 0), 10s);
    EXPECT_EQ(retry_delay(10s, 1, 24h, 0), 1h);
    EXPECT_EQ(retry_delay(10s, 1, 10min, 1), 10min);
    EXPECT_EQ(retry_delay(2h, 1, 24h, 0), 2h);
}

} // namespace
} // namespace balanced
