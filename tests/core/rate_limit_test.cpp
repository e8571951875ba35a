#include <balanced/core/rate_limit.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace balanced {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds start = 1000h;

TEST(rate_limit, LetsABurstPassAndThenOneInAnInterval) {
    rate_limit limit({1s, 3}, start);
    EXPECT_TRUE(limit.allow(start));
    EXPECT_TRUE(limit.allow(start));
    EXPECT_TRUE(limit.allow(start));
    EXPECT_FALSE(limit.allow(start));
    EXPECT_FALSE(limit.allow(start + 999ms));
    EXPECT_TRUE(limit.allow(start + 1001ms));
    EXPECT_FALSE(limit.allow(start + 1002ms));
    EXPECT_TRUE(limit.allow(start + 2002ms));
}

TEST(rate_limit, SavesUpNoMoreThanABurst) {
    rate_limit limit({1s, 2}, start);
    EXPECT_TRUE(limit.allow(start + 1h));
    EXPECT_TRUE(limit.allow(start + 1h));
    EXPECT_FALSE(limit.allow(start + 1h));
}

TEST(rate_limit, RefusalsCostNothing) {
    rate_limit limit({1s, 1}, start);
    EXPECT_TRUE(limit.allow(start));
    for (int i = 1; i < 10; ++i)
        EXPECT_FALSE(limit.allow(start + i * 100ms));
    EXPECT_TRUE(limit.allow(start + 1100ms));
}

TEST(rate_limit, WithoutABurstNothingPasses) {
    for (const std::int64_t burst : {0, -1}) {
        rate_limit limit({1ms, burst}, start);
        EXPECT_FALSE(limit.allow(start));
        EXPECT_FALSE(limit.allow(start + 1h));
    }
}

TEST(rate_limit, StandsTheShortestIntervalAndTheLargestBurst) {
    rate_limit limit({1ns, std::numeric_limits<std::int64_t>::max()}, start);
    EXPECT_TRUE(limit.allow(start));
    EXPECT_TRUE(limit.allow(start + 1000h));
}

} // namespace
} // namespace balanced
