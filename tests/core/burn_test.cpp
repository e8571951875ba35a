#include <balanced/core/burn.hpp>

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::DoubleNear;
using testing::Optional;

constexpr forecast_settings defaults;
constexpr duration half_life = defaults.half_life;
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double largest = std::numeric_limits<double>::max();
constexpr double mean_life = 6 * 3600 / std::numbers::ln2; // seconds

/// A rate that has been held for `span`, in one observation.
burn_estimate steady(double per_second, duration span) {
    return observed({}, per_second * in_seconds(span), span, half_life);
}

auto about(double rate) {
    return Optional(DoubleNear(rate, std::abs(rate) * 1e-12));
}

TEST(burn, ASteadyRateIsFoundWhateverTheSpan) {
    for (const duration span :
         {duration(15min), duration(1h), duration(24h), duration(240h), duration(24h * 3650)}) {
        EXPECT_THAT(burn_rate(steady(0.25, span), defaults), about(0.25)) << span.count();
    }
}

TEST(burn, WhatIsAHalfLifeOldWeighsHalf) {
    // 6 credits in the first half-life, 0 in the second: one third of the weight is the first one's.
    burn_estimate estimate = observed({}, 6, half_life, half_life);
    EXPECT_DOUBLE_EQ(estimate.seconds, mean_life / 2);
    estimate = observed(estimate, 0, half_life, half_life);
    EXPECT_DOUBLE_EQ(estimate.seconds, mean_life * 3 / 4);
    EXPECT_THAT(burn_rate(estimate, defaults), about(6 / in_seconds(half_life) / 3));
    EXPECT_EQ(estimate.watched, 12h);
}

TEST(burn, HowOftenASteadyConsumptionIsLookedAtDoesNotMatter) {
    burn_estimate often;
    for (int i = 0; i < 36'000; ++i)
        often = observed(often, 0.5, 1s, half_life);
    const burn_estimate once = observed({}, 18'000, 10h, half_life);
    EXPECT_NEAR(often.credits, once.credits, once.credits * 1e-11);
    EXPECT_NEAR(often.seconds, once.seconds, once.seconds * 1e-11);
    EXPECT_EQ(often.watched, once.watched);
}

TEST(burn, NothingIsSaidUntilEnoughHasBeenWatched) {
    EXPECT_EQ(burn_rate({}, defaults), std::nullopt);
    burn_estimate estimate = steady(1, 15min - 1us);
    EXPECT_EQ(burn_rate(estimate, defaults), std::nullopt);
    estimate = unobserved(estimate, 1h, half_life);
    EXPECT_EQ(burn_rate(estimate, defaults), std::nullopt) << "time of which nothing is known is not watched";
    estimate = observed(estimate, 1e-6, 1us, half_life);
    EXPECT_THAT(burn_rate(estimate, defaults), about(1));
    EXPECT_EQ(burn_rate({}, {.half_life = half_life, .min_span = 0s}), std::nullopt) << "no time at all";
}

TEST(burn, AnIdleTokenBurnsNothingAndNoNegativeNothing) {
    burn_estimate estimate = observed({}, -0.0, 1h, half_life);
    estimate = observed(estimate, -0.0, 1h, half_life);
    const std::optional<double> rate = burn_rate(estimate, defaults);
    EXPECT_THAT(rate, Optional(0.0));
    EXPECT_FALSE(std::signbit(rate.value_or(-1)));
    estimate.credits = -0.0;
    EXPECT_FALSE(std::signbit(burn_rate(estimate, defaults).value_or(-1)));
    estimate.credits = -1;
    EXPECT_THAT(burn_rate(estimate, defaults), Optional(0.0));
}

TEST(burn, WhatWasConsumedFadesToNothing) {
    burn_estimate estimate = steady(1e-9, 1h);
    int minutes = 0;
    while (estimate.credits > 0 && minutes < 600'000) {
        estimate = observed(estimate, 0, 1min, half_life);
        ++minutes;
    }
    EXPECT_EQ(estimate.credits, 0) << "no rounding holds it";
    EXPECT_GT(minutes, 250 * 24 * 60) << "and nothing cuts it off";
    EXPECT_THAT(burn_rate(estimate, defaults), Optional(0.0));
}

TEST(burn, TinyRatesAreAsExactAsOthers) {
    burn_estimate estimate;
    for (int i = 0; i < 1000; ++i)
        estimate = observed(estimate, 60e-9, 1min, half_life);
    EXPECT_THAT(burn_rate(estimate, defaults), about(1e-9));
    EXPECT_THAT(runway(1e-9, 1e-9), Optional(duration(1s)));
    EXPECT_THAT(runway(1e-6, 1e-9), Optional(duration(1000s)));
}

TEST(burn, TinySpansWeighWhatTheyAre) {
    const burn_estimate estimate = observed({}, 1e-6, 1us, half_life);
    EXPECT_NEAR(estimate.seconds, 1e-6, 1e-16);
    EXPECT_NEAR(estimate.credits, 1e-6, 1e-16);
    const burn_estimate slow = observed({}, 1, 1us, 24h * 36'500);
    EXPECT_NEAR(slow.seconds, 1e-6, 1e-16);
}

TEST(burn, WhatIsNoTimeIsNotObserved) {
    const burn_estimate before = steady(1, 1h);
    EXPECT_EQ(observed(before, 5, 0s, half_life), before);
    EXPECT_EQ(observed(before, 5, -1h, half_life), before);
    EXPECT_EQ(unobserved(before, 0s, half_life), before);
    EXPECT_EQ(unobserved(before, -1h, half_life), before);
    EXPECT_EQ(observed(before, 5, duration::min(), half_life), before);
}

TEST(burn, WhatIsNoNumberIsNotObserved) {
    const burn_estimate before = steady(1, 1h);
    for (const double consumed : {infinite, -infinite, not_a_number})
        EXPECT_EQ(observed(before, consumed, 1h, half_life), unobserved(before, 1h, half_life)) << consumed;
}

TEST(burn, AsMuchAsANumberHoldsIsConsumedAndIsForgottenAgain) {
    burn_estimate estimate = observed({}, largest, 1ms, half_life);
    EXPECT_TRUE(std::isfinite(estimate.credits));
    estimate = observed(estimate, largest, 1ms, half_life);
    EXPECT_TRUE(std::isfinite(estimate.credits)) << "a sum that is no number is none";
    for (int i = 0; i < 15; ++i)
        estimate = observed(estimate, 60, 24h * 30, half_life);
    EXPECT_THAT(burn_rate(estimate, defaults), about(60 / in_seconds(24h * 30)));
}

TEST(burn, AGapLeavesTheRateAsItWas) {
    burn_estimate estimate = steady(0.125, 1h);
    estimate = unobserved(estimate, 12h, half_life);
    EXPECT_THAT(burn_rate(estimate, defaults), about(0.125));
    EXPECT_EQ(estimate.watched, 1h);
}

TEST(burn, WhatHasFadedIsSilentUntilHalfOfMinSpanWeighsAnew) {
    burn_estimate estimate = steady(0.125, 24h * 30);
    estimate = unobserved(estimate, 24h * 30, half_life);
    EXPECT_FALSE(burn_rate(estimate, defaults));
    estimate = observed(estimate, 60, 7min, half_life);
    EXPECT_FALSE(burn_rate(estimate, defaults));
    estimate = observed(estimate, 0, 1min, half_life);
    EXPECT_TRUE(burn_rate(estimate, defaults));
}

TEST(burn, AMinSpanBeyondTheHalfLifeIsWatchedInTheEnd) {
    const forecast_settings patient{.half_life = 1min, .min_span = 24h};
    const auto watched_for = [&](duration span) {
        burn_estimate estimate;
        for (duration at{}; at < span; at += 1min)
            estimate = observed(estimate, 1, 1min, patient.half_life);
        return estimate;
    };
    EXPECT_FALSE(burn_rate(watched_for(23h), patient));
    EXPECT_TRUE(burn_rate(watched_for(24h), patient));
}

TEST(burn, AfterAGapThatLeavesNoWeightWatchingBeginsAnew) {
    const burn_estimate before = steady(0.125, 1h);
    EXPECT_EQ(unobserved(before, 24h * 365, half_life), burn_estimate());
    EXPECT_EQ(unobserved(before, duration::max(), half_life), burn_estimate());
    EXPECT_EQ(unobserved({}, 1h, half_life), burn_estimate());
}

TEST(burn, AnObservationOfAges) {
    const burn_estimate before = steady(1, 1h);
    const burn_estimate estimate = observed(before, 1000, 24h * 36'500, half_life);
    EXPECT_DOUBLE_EQ(estimate.seconds, mean_life);
    EXPECT_THAT(burn_rate(estimate, defaults), about(1000 / in_seconds(24h * 36'500)));
    const burn_estimate longest = observed(before, 1, duration::max(), half_life);
    EXPECT_EQ(longest.watched, duration::max()) << "the sum of the spans ends where time does";
    EXPECT_EQ(observed(longest, 1, 1h, half_life).watched, duration::max());
    EXPECT_TRUE(burn_rate(longest, defaults));
}

TEST(burn, AnotherHalfLifeWeighsFromThenOn) {
    burn_estimate estimate = steady(1, 24h * 30);
    estimate = observed(estimate, 0, 1h, 1h);
    // What is there weighs half, and the new hour as much as half of its own mean life.
    const double seconds = mean_life / 2 + 3600 / std::numbers::ln2 / 2;
    EXPECT_NEAR(estimate.seconds, seconds, seconds * 1e-12);
    EXPECT_THAT(burn_rate(estimate, {.half_life = 1h, .min_span = 15min}), about(mean_life / 2 / seconds));
    estimate = observed(estimate, 24 * 3600, 24h, 1us);
    EXPECT_THAT(burn_rate(estimate, {.half_life = 1us, .min_span = 15min}), about(1))
        << "only the last moment";
    estimate = observed(estimate, 0, 24h, 24h * 365'000);
    EXPECT_NEAR(estimate.seconds, 24 * 3600, 1) << "as good as all of it";
}

TEST(burn, AnEstimateOfForeignMakingSaysNothingWrong) {
    const duration day = 24h;
    EXPECT_EQ(burn_rate({.credits = 1, .seconds = 0, .watched = day}, defaults), std::nullopt);
    EXPECT_EQ(burn_rate({.credits = 1, .seconds = -1, .watched = day}, defaults), std::nullopt);
    EXPECT_EQ(burn_rate({.credits = 1, .seconds = not_a_number, .watched = day}, defaults), std::nullopt);
    EXPECT_EQ(burn_rate({.credits = not_a_number, .seconds = 1, .watched = day}, defaults), std::nullopt);
    EXPECT_EQ(burn_rate({.credits = infinite, .seconds = 1, .watched = day}, defaults), std::nullopt);
    EXPECT_EQ(burn_rate({.credits = largest, .seconds = 1e-300, .watched = day}, defaults), std::nullopt);
    EXPECT_EQ(burn_rate({.credits = 1, .seconds = 1, .watched = -day}, defaults), std::nullopt);
}

TEST(runway, IsTheBalanceOverTheRate) {
    EXPECT_THAT(runway(10, 0.001), Optional(duration(10'000s)));
    EXPECT_THAT(runway(1, 3), Optional(duration(333'333us)));
    EXPECT_THAT(runway(99'999.99, 0.01), Optional(duration(9'999'999s)));
    EXPECT_THAT(runway(1e-12, 1), Optional(duration(0s)));
}

TEST(runway, OfWhatIsGoneIsNothing) {
    EXPECT_THAT(runway(0, 1e-9), Optional(duration(0s)));
    EXPECT_THAT(runway(-0.0, 1e-9), Optional(duration(0s)));
    EXPECT_THAT(runway(-5, 1), Optional(duration(0s)));
    EXPECT_THAT(runway(-infinite, 1), Optional(duration(0s)));
}

TEST(runway, WhoConsumesNothingHasNoEnd) {
    EXPECT_EQ(runway(10, 0), std::nullopt);
    EXPECT_EQ(runway(10, -0.0), std::nullopt);
    EXPECT_EQ(runway(10, -1), std::nullopt);
    EXPECT_EQ(runway(0, 0), std::nullopt);
    EXPECT_EQ(runway(10, std::numeric_limits<double>::denorm_min()), std::nullopt);
}

TEST(runway, BeyondAllDatesIsNoEnd) {
    using days_as_seconds = std::chrono::duration<double>;
    const time_point present = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
    const time_point end = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31);
    const double nearly = std::chrono::duration_cast<days_as_seconds>(end - present).count() * 0.99;
    ASSERT_TRUE(runway(nearly, 1));
    EXPECT_LT(present + *runway(nearly, 1), end);
    EXPECT_EQ(runway(nearly * 1.01, 1), std::nullopt);
    EXPECT_EQ(runway(100'000, 1e-9), std::nullopt);
    EXPECT_EQ(runway(largest, 1e-300), std::nullopt);
    EXPECT_EQ(runway(infinite, 1), std::nullopt);
}

TEST(runway, OfNoNumberIsUnknown) {
    EXPECT_EQ(runway(not_a_number, 1), std::nullopt);
    EXPECT_EQ(runway(10, not_a_number), std::nullopt);
    EXPECT_EQ(runway(10, infinite), std::nullopt);
}

} // namespace
} // namespace balanced
