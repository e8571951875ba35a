#include <balanced/core/level.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;

constexpr credit_thresholds ten_and_two{10, 2};

level first(double balance) {
    return balance_level(balance, ten_and_two, 0.1, std::nullopt);
}

level after(level present, double balance) {
    return balance_level(balance, ten_and_two, 0.1, present);
}

TEST(level, IsEnteredAtTheThresholdItself) {
    EXPECT_EQ(first(10.01), level::ok);
    EXPECT_EQ(first(10), level::warning);
    EXPECT_EQ(first(2.01), level::warning);
    EXPECT_EQ(first(2), level::critical);
    EXPECT_EQ(first(0.0001), level::critical);
    EXPECT_EQ(first(0), level::worst);
    EXPECT_EQ(first(-3), level::worst);
}

TEST(level, SkipsLevelsOnTheWayDown) {
    EXPECT_EQ(after(level::ok, 0), level::worst);
    EXPECT_EQ(after(level::ok, 1), level::critical);
}

TEST(level, IsLeftOnlyAboveTheHysteresis) {
    EXPECT_EQ(after(level::warning, 10.5), level::warning);
    EXPECT_EQ(after(level::warning, 11), level::warning);
    EXPECT_EQ(after(level::warning, 11.01), level::ok);
    EXPECT_EQ(after(level::critical, 2.2), level::critical);
    EXPECT_EQ(after(level::critical, 2.21), level::warning);
}

TEST(level, FallsBackToTheWorstThatStillHolds) {
    EXPECT_EQ(after(level::critical, 10.5), level::warning);
    EXPECT_EQ(after(level::critical, 50), level::ok);
    EXPECT_EQ(after(level::worst, 10.5), level::warning);
}

TEST(level, ExhaustedEndsAboveZeroAndNotBefore) {
    EXPECT_EQ(after(level::worst, 0), level::worst);
    EXPECT_EQ(after(level::worst, 0.01), level::critical);
    EXPECT_EQ(after(level::worst, 2.1), level::critical);
}

TEST(level, HysteresisHoldsNoLevelThatWasNotThere) {
    EXPECT_EQ(after(level::ok, 10.5), level::ok);
    EXPECT_EQ(after(level::warning, 2.1), level::warning);
}

TEST(level, ExpiryHasNoHysteresis) {
    const expiry_thresholds at;
    EXPECT_EQ(expiry_level(14 * 24h + 1us, at), level::ok);
    EXPECT_EQ(expiry_level(14 * 24h, at), level::warning);
    EXPECT_EQ(expiry_level(48h + 1us, at), level::warning);
    EXPECT_EQ(expiry_level(48h, at), level::critical);
    EXPECT_EQ(expiry_level(1us, at), level::critical);
    EXPECT_EQ(expiry_level(0us, at), level::worst);
    EXPECT_EQ(expiry_level(-1h, at), level::worst);
}

TEST(level, ARunwayHasTheHysteresisAndNoWorstLevel) {
    const runway_thresholds at{true, 10h, 2h};
    const auto from = [&](std::optional<level> present, std::optional<duration> left) {
        return runway_level(left, at, 0.1, present);
    };
    EXPECT_EQ(from({}, 10h + 1us), level::ok);
    EXPECT_EQ(from({}, 10h), level::warning);
    EXPECT_EQ(from({}, 2h), level::critical);
    EXPECT_EQ(from({}, 0h), level::critical);
    EXPECT_EQ(from(level::critical, -1h), level::critical);
    EXPECT_EQ(from(level::warning, 11h), level::warning);
    EXPECT_EQ(from(level::warning, 11h + 1us), level::ok);
    EXPECT_EQ(from(level::critical, 2h + 12min), level::critical);
    EXPECT_EQ(from(level::critical, 10h + 30min), level::warning);
    EXPECT_EQ(from(level::critical, std::nullopt), level::ok) << "no end is in sight";
}

TEST(level, NamesTheWorstByItsKind) {
    EXPECT_EQ(severity_name(level_kind::balance, level::worst), "exhausted");
    EXPECT_EQ(severity_name(level_kind::expiry, level::worst), "expired");
    EXPECT_EQ(severity_name(level_kind::expiry, level::ok), "ok");
    EXPECT_EQ(severity_name(level_kind::balance, level::critical), "critical");
}

} // namespace
} // namespace balanced
