#include "burning.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;

TEST(forecast, IsSilentUntilMinSpanHasBeenWatched) {
    burning h(100, 1);
    h.poll(15min);
    EXPECT_FALSE(h.only().burn_rate);
    EXPECT_FALSE(h.only().runway_level);
    EXPECT_FALSE(h.only().exhaustion());
    h.poll(1min);
    EXPECT_NEAR(h.only().burn_rate.value(), 1.0 / 60, 1e-12);
    ASSERT_EQ(h.crossed.size(), 1U);
    EXPECT_EQ(h.crossed[0].kind, level_kind::runway);
    EXPECT_EQ(h.crossed[0].severity, level::critical);
    EXPECT_FALSE(h.crossed[0].from) << "first seen";
    EXPECT_NEAR(h.crossed[0].value, 85 * 60, 1e-3);
    EXPECT_EQ(h.crossed[0].threshold, 12 * 3600);
}

TEST(forecast, TheEndIsWhereTheBalanceReachesZero) {
    burning h(1000, 1);
    h.poll(1h);
    EXPECT_NEAR(unix_seconds(h.only().exhaustion().value()), unix_seconds(start + 1000min), 1e-3);
}

TEST(forecast, AnIdleTokenHasARateAndNoEnd) {
    burning h(5, 0);
    h.poll(1h);
    EXPECT_EQ(h.only().burn_rate, 0);
    EXPECT_FALSE(h.only().exhaustion());
    EXPECT_EQ(h.only().runway_level, level::ok);
    EXPECT_THAT(h.crossed, IsEmpty());
}

TEST(forecast, WithoutABudgetThereIsARateAndNoEnd) {
    burning h(50, 1);
    h.enforced = false;
    h.poll(30min);
    EXPECT_TRUE(h.only().burn_rate);
    EXPECT_FALSE(h.only().exhaustion());
    EXPECT_FALSE(h.only().runway_level);
}

TEST(forecast, AnOverdrawnTokenHasNoRunwayLeft) {
    burning h(10, 1);
    h.poll(20min);
    EXPECT_EQ(h.only().record.balance, -9);
    EXPECT_EQ(h.only().runway, 0s);
    EXPECT_EQ(h.only().exhaustion(), h.at - 1min);
    EXPECT_EQ(h.only().runway_level, level::critical);
}

TEST(forecast, LevelsGetWorseOneAfterTheOther) {
    burning h(30, 1.0 / 60); // a credit an hour
    h.settings.runway = {true, 24h, 6h};
    h.poll(30h);
    ASSERT_EQ(h.crossed.size(), 2U);
    EXPECT_EQ(h.crossed[0].severity, level::warning);
    EXPECT_EQ(h.crossed[0].from, level::ok);
    EXPECT_NEAR(h.crossed[0].value, 24 * 3600, 61);
    EXPECT_EQ(h.crossed[1].severity, level::critical);
    EXPECT_NEAR(h.crossed[1].value, 6 * 3600, 61);
    EXPECT_THAT(h.recovered, IsEmpty());
}

TEST(forecast, RecoversOnlyAboveTheHysteresis) {
    burning h(30, 1.0 / 60);
    h.settings.runway = {true, 24h, 6h};
    h.poll(7h);
    ASSERT_EQ(h.only().runway_level, level::warning);
    h.balance = 26; // 26 h, below 24 h × 1.1
    h.poll(1min);
    EXPECT_EQ(h.only().runway_level, level::warning);
    h.balance = 27;
    h.poll(1min);
    EXPECT_EQ(h.only().runway_level, level::ok);
    ASSERT_EQ(h.recovered.size(), 1U);
    EXPECT_EQ(h.recovered[0].kind, level_kind::runway);
    EXPECT_NEAR(h.recovered[0].value.value(), 27 * 3600, 60);
}

TEST(forecast, ATopUpChangesTheEndAndNotTheRate) {
    burning h(100, 1);
    h.poll(1h);
    const double rate = h.only().burn_rate.value();
    h.balance += 1000;
    h.poll(10min);
    EXPECT_NEAR(h.only().burn_rate.value(), rate, 1e-12);
    EXPECT_NEAR(in_seconds(h.only().runway.value()), h.only().record.balance.value() * 60, 1e-3);
}

TEST(forecast, AnEstimateThatHasFadedIsSilentUntilItIsWatchedAnew) {
    burning h(1000, 1);
    h.poll(1h);
    h.at += 10 * 24h;
    h.balance = 1000; // topped up meanwhile
    h.poll(5min);
    EXPECT_FALSE(h.only().burn_rate) << "ten days ago it was something else";
    h.poll(5min);
    EXPECT_NEAR(h.only().burn_rate.value(), 1.0 / 60, 1e-9);
}

TEST(forecast, WhatABudgetDependsOnIsAsItWasWhereItCannotBeRead) {
    burning h(5, 1.0 / 60);
    h.settings.balance.enabled = true;
    h.poll(30min);
    ASSERT_EQ(h.only().balance_level, level::warning);
    ASSERT_EQ(h.only().runway_level, level::critical);
    token_record unreadable = token("x", h.balance, false);
    unreadable.active_balance_malformed = true;
    unreadable.token_type.clear();
    unreadable.token_type_malformed = true;
    h.list({unreadable});
    EXPECT_THAT(h.told, IsEmpty());
    EXPECT_TRUE(h.only().record.active_balance);
    EXPECT_EQ(h.only().record.token_type, "api_token");
    h.crossed.clear();
    h.poll(2min);
    EXPECT_THAT(h.crossed, IsEmpty());
}

TEST(forecast, ABalanceBeyondAllNumbersLeavesTheSumsAlone) {
    history h;
    h.list({token("x", 1e308)});
    h.at += 1min;
    h.list({token("x", -1e308)});
    EXPECT_EQ(h.only().consumed, 0);
    EXPECT_EQ(h.only().burn.credits, 0);
    h.at += 1min;
    h.list({token("x", 1e308)});
    EXPECT_EQ(h.only().added, 0);
}

TEST(forecast, AGapCountsEvenly) {
    burning h(1000, 1);
    h.poll(1h);
    const double rate = h.only().burn_rate.value();
    h.at += 5h;
    h.balance -= 300;
    h.poll(1min);
    EXPECT_NEAR(h.only().burn_rate.value(), rate, 1e-12);
}

TEST(forecast, AnOutageLetsTheRunwayPass) {
    burning h(30, 1.0 / 60);
    h.settings.runway = {true, 24h, 6h};
    h.settings.stale_after = duration::zero();
    h.poll(1h);
    ASSERT_EQ(h.only().runway_level, level::ok);
    const auto end = h.only().exhaustion();
    h.at += 6h;
    h.fail();
    h.note();
    EXPECT_EQ(h.only().runway_level, level::warning);
    EXPECT_EQ(h.crossed.size(), 1U);
    EXPECT_EQ(h.only().exhaustion(), end) << "the end stays where it was seen";
}

TEST(forecast, NothingIsToldOfStaleBalances) {
    burning h(30, 1.0 / 60);
    h.settings.runway = {true, 24h, 6h};
    h.poll(1h);
    h.at += 20h;
    h.fail();
    h.note();
    EXPECT_TRUE(h.now.stale);
    EXPECT_FALSE(h.now.shown_level(h.only(), level_kind::runway));
    EXPECT_THAT(h.crossed, IsEmpty());
}

TEST(forecast, AClockThatIsSetChangesNoRateAndNoRunway) {
    for (const duration jump : {duration(100h), duration(-100h), duration(-2min), duration(7min)}) {
        burning h(100, 1.0 / 60);
        h.poll(1h);
        const double rate = h.only().burn_rate.value();
        for (int minute = 0; minute < 30; ++minute) {
            h.take(track_list(h.now, {{token("x", h.balance)}, {}, 0}, h.settings,
                              moment(h.at + jump, h.at.time_since_epoch())));
            h.note();
            h.at += 1min;
            h.balance -= h.a_minute;
        }
        EXPECT_NEAR(h.only().burn_rate.value(), rate, 1e-12) << in_seconds(jump);
        EXPECT_THAT(h.crossed, IsEmpty()) << in_seconds(jump);
        h.take(track_failure(h.now, failure(), 30s, h.settings,
                             moment(h.at + 2 * jump, h.at.time_since_epoch())));
        h.note();
        EXPECT_EQ(h.only().runway_level, level::ok) << in_seconds(jump);
        EXPECT_THAT(h.crossed, IsEmpty()) << in_seconds(jump);
    }
}

TEST(forecast, SwitchedOffItHasNoLevelButAnEnd) {
    burning h(10, 1);
    h.settings.runway.enabled = false;
    h.poll(20min);
    EXPECT_FALSE(h.only().runway_level);
    EXPECT_TRUE(h.only().exhaustion());
    EXPECT_THAT(h.crossed, IsEmpty());
}

TEST(forecast, AnUnreadableBalanceForgetsNoLevel) {
    burning h(30, 1.0 / 60);
    h.settings.runway = {true, 40h, 6h};
    h.poll(1h);
    ASSERT_EQ(h.only().runway_level, level::warning);
    token_record unreadable = token("x", std::nullopt);
    unreadable.balance_malformed = true;
    h.list({unreadable});
    EXPECT_FALSE(h.only().runway_level);
    h.crossed.clear();
    h.poll(5min);
    EXPECT_EQ(h.only().runway_level, level::warning);
    EXPECT_THAT(h.crossed, IsEmpty());
}

TEST(tracker, KeepsBalancesForThePlot) {
    history h;
    h.list({token("a", 1), token("c", 3)});
    h.at += 1min;
    h.list({token("b", 2), token("c", 1e300)});
    ASSERT_EQ(h.now.history.samples.size(), 2U);
    const std::vector<float>& first = *h.now.history.samples[0].balances;
    ASSERT_EQ(first.size(), 2U);
    EXPECT_TRUE(std::isnan(first[0])) << "b was not there";
    EXPECT_EQ(first[1], 3);
    const std::vector<float>& second = *h.now.history.samples[1].balances;
    EXPECT_EQ(second[0], 2);
    EXPECT_TRUE(std::isnan(second[1])) << "too large to be drawn";
    h.at += 1s;
    h.list({token("b", 2), token("c", 3)});
    EXPECT_EQ(h.now.history.samples.size(), 2U) << "too soon for another one";
    h.fail();
    EXPECT_EQ(h.now.history.samples.size(), 2U);
}

} // namespace
} // namespace balanced
