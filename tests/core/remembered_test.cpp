#include <balanced/core/remembered.hpp>

#include <core/history.hpp>
#include <gmock/gmock.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;

/// The daemon ends and starts again `span` later.
history restarted(const history& before, duration span = 1h) {
    history after;
    after.settings = before.settings;
    after.at = before.at + span;
    after.now.remembered = remember(before.now);
    return after;
}

/// Of lists at one moment. Runways are switched off: they are a matter of their own below.
history after_lists(const std::vector<std::vector<token_record>>& lists) {
    history h;
    h.settings.runway.enabled = false;
    for (const auto& tokens : lists)
        h.list(tokens);
    return h;
}

TEST(remembered, NothingIsKnownOfAnAccountThatWasNeverListed) {
    history h;
    EXPECT_EQ(remember(h.now), nullptr);
    h.fail();
    EXPECT_EQ(remember(h.now), nullptr);
}

TEST(remembered, AnEmptyListIsSomethingToKnow) {
    history h = restarted(after_lists({{}}));
    ASSERT_NE(h.now.remembered, nullptr);
    h.list({token("a", 50)});
    EXPECT_EQ(h.of<token_added>().size(), 1U);
}

TEST(remembered, HoldsWhatTrackingGoesOnFrom) {
    const history h = after_lists(
        {{token("a", 50), expiring("b", start + 1h)}, {token("a", 1), expiring("b", start + 1h)}});
    const auto known = remember(h.now);
    ASSERT_NE(known, nullptr);
    EXPECT_EQ(known->listed, start);
    ASSERT_EQ(known->tokens.size(), 2U);
    EXPECT_EQ(known->tokens[0], (remembered_token{"a", 1, level::critical, std::nullopt, 49, 0}));
    EXPECT_EQ(known->tokens[1], (remembered_token{"b", std::nullopt, std::nullopt, level::critical, 0, 0}));
}

TEST(remembered, ARestoredLevelIsNotToldAgain) {
    history h = restarted(after_lists({{token("a", 1), token("b", 0), expiring("c", start)}}));
    h.list({token("a", 1), token("b", 0), expiring("c", start)});
    ASSERT_EQ(h.told.size(), 1U) << "the first success is told all the same";
    EXPECT_EQ(h.of<tokens_listed>().at(0).tokens, 3U);
    EXPECT_EQ(h.now.tokens[0].balance_level, level::critical);
    EXPECT_EQ(h.now.tokens[1].balance_level, level::worst);
    EXPECT_EQ(h.now.tokens[2].expiry_level, level::worst);
}

TEST(remembered, AWorseLevelIsACrossingFromTheRestoredOne) {
    history h = restarted(after_lists({{token("a", 9), expiring("b", start + 3h)}}), 4h);
    h.list({token("a", 1), expiring("b", start + 3h)});
    const auto crossed = h.of<threshold_crossed>();
    ASSERT_EQ(crossed.size(), 2U);
    EXPECT_EQ(crossed[0].token_name, "b");
    EXPECT_EQ(crossed[0].from, level::critical);
    EXPECT_EQ(crossed[0].severity, level::worst);
    EXPECT_EQ(crossed[1].from, level::warning);
    EXPECT_EQ(crossed[1].severity, level::critical);
}

TEST(remembered, HysteresisGoesOnFromTheRestoredLevel) {
    history h = restarted(after_lists({{token("a", 9)}}));
    h.list({token("a", 10.5)});
    EXPECT_EQ(h.only().balance_level, level::warning);
    EXPECT_THAT(h.of<threshold_recovered>(), IsEmpty());
    h = restarted(h);
    h.list({token("a", 12)});
    ASSERT_EQ(h.of<threshold_recovered>().size(), 1U);
    EXPECT_EQ(h.of<threshold_recovered>()[0].from, level::warning);
}

TEST(remembered, WhatWasSpentMeanwhileIsConsumption) {
    history h = restarted(after_lists({{token("a", 50)}, {token("a", 45)}}));
    h.list({token("a", 40)});
    EXPECT_EQ(h.only().consumed, 10);
    EXPECT_EQ(h.only().added, 0);
    EXPECT_THAT(h.of<balance_added>(), IsEmpty());
}

TEST(remembered, ATopUpMeanwhileIsTold) {
    history h = restarted(after_lists({{token("a", 50)}, {token("a", 60)}}));
    h.list({token("a", 100)});
    EXPECT_EQ(h.only().added, 50);
    EXPECT_EQ(h.only().consumed, 0);
    ASSERT_EQ(h.of<balance_added>().size(), 1U);
    EXPECT_EQ(h.of<balance_added>()[0].amount, 40);
}

TEST(remembered, WhoCameAndWentMeanwhileIsTold) {
    history h = restarted(after_lists({{token("a", 50), token("b", 50)}}));
    h.list({token("b", 50), token("c", 1)});
    EXPECT_EQ(h.of<token_removed>().at(0).token_name, "a");
    EXPECT_EQ(h.of<token_added>().at(0).token_name, "c");
    EXPECT_FALSE(h.of<threshold_crossed>().at(0).from) << "c is first seen";
}

TEST(remembered, OutlivesARunThatNeverGotAList) {
    const history first = after_lists({{token("a", 50)}, {token("a", 1)}});
    history second = restarted(first);
    second.fail();
    second.wait(2h);
    EXPECT_THAT(second.now.tokens, IsEmpty()) << "it is no current data";
    EXPECT_FALSE(second.now.stale);
    EXPECT_EQ(*remember(second.now), *remember(first.now));
    history third = restarted(second);
    third.list({token("a", 0.5)});
    EXPECT_EQ(third.only().consumed, 49.5);
    EXPECT_THAT(third.of<threshold_crossed>(), IsEmpty());
}

TEST(remembered, TheFirstListTakesItsPlace) {
    history h = restarted(after_lists({{token("a", 50)}}));
    h.list({token("a", 50)});
    EXPECT_EQ(h.now.remembered, nullptr);
    h.list({});
    ASSERT_NE(remember(h.now), nullptr);
    EXPECT_THAT(remember(h.now)->tokens, IsEmpty());
}

TEST(remembered, AFieldThatCannotBeReadAtFirstForgetsNothing) {
    history h = restarted(after_lists({{token("a", 50)}, {token("a", 1)}}));
    token_record bad = token("a", std::nullopt);
    bad.balance_malformed = true;
    h.list({bad});
    EXPECT_EQ(remember(h.now)->tokens.at(0),
              (remembered_token{"a", 1, level::critical, std::nullopt, 49, 0, std::nullopt, start}))
        << "and the next consumption counts from when the balance was seen";
    h.list({token("a", 1)});
    EXPECT_THAT(h.of<threshold_crossed>(), IsEmpty());
}

TEST(remembered, AClockSetBackChangesNothing) {
    history h = restarted(after_lists({{token("a", 50)}, {token("a", 1)}}), -24h);
    h.list({token("a", 0.5)});
    EXPECT_THAT(h.of<threshold_crossed>(), IsEmpty());
    EXPECT_EQ(h.only().consumed, 49.5);
    EXPECT_EQ(remember(h.now)->listed, start - 24h);
}

/// Spends a credit an hour, polled every 10 minutes for 4 hours: 6 hours are left, which is critical.
history spending() {
    history h;
    for (int i = 0; i <= 24; ++i) {
        h.list({token("a", 10 - i / 6.0)});
        h.at += 10min;
    }
    h.at -= 10min;
    return h;
}

TEST(remembered, AnEstimateGoesOnAsIfThereHadBeenNoRestart) {
    history without = spending();
    history with = restarted(without);
    without.at += 1h;
    without.list({token("a", 5)});
    with.list({token("a", 5)});
    EXPECT_EQ(with.only().burn, without.only().burn) << "the hour counts evenly";
    ASSERT_TRUE(with.only().burn_rate);
    EXPECT_NEAR(*with.only().burn_rate * 3600, 1, 1e-9);
    EXPECT_EQ(with.only().runway, without.only().runway);
    EXPECT_EQ(with.only().balance_seen, moment(with.at));
}

TEST(remembered, ManyRestartsDoNotSkewAnEstimateWrittenInMilliseconds) {
    history h = spending();
    for (int i = 1; i <= 600; ++i) {
        remembered_account known = *remember(h.now);
        known.listed = std::chrono::floor<std::chrono::milliseconds>(known.listed);
        h = restarted(h, 1s + 999us);
        h.now.remembered = std::make_shared<const remembered_account>(std::move(known));
        h.list({token("a", 6 - i * 1.000999 / 3600)});
    }
    EXPECT_NEAR(*h.only().burn_rate * 3600, 1, 1e-3);
}

TEST(remembered, ARestoredRunwayLevelIsNotToldAgain) {
    history h = spending();
    EXPECT_EQ(h.only().runway_level, level::critical);
    h = restarted(h);
    h.list({token("a", 5)});
    EXPECT_THAT(h.of<threshold_crossed>(), IsEmpty());
    EXPECT_EQ(h.only().runway_level, level::critical);
}

TEST(remembered, ARunwayLevelOutlivesTheTimeInWhichNoRateIsKnown) {
    history h = restarted(spending());
    h.settings.forecast.min_span = 24h;
    h.list({token("a", 5)});
    EXPECT_FALSE(h.only().burn_rate);
    EXPECT_FALSE(h.only().runway_level);
    EXPECT_EQ(remember(h.now)->tokens.at(0).runway_level, level::critical);
}

TEST(remembered, ATopUpOrAResetMeanwhileIsNoConsumption) {
    history h = restarted(spending());
    h.list({token("a", 50)});
    EXPECT_NEAR(*h.only().burn_rate * 3600, 1, 1e-9);
    h = restarted(spending(), 8 * 24h);
    h.settings.calendar =
        std::make_shared<const reset_calendar>(reset_calendar{{{time_point(), duration::zero()}}});
    h.settings.overrides.push_back({.match = {}, .reset = reset_rule{reset_period::weekly, 100}});
    h.settings.forecast.half_life = 10 * 24h;
    h.list({token("a", 1)});
    EXPECT_NEAR(*h.only().burn_rate * 3600, 1, 1e-9) << "nobody knows what was consumed";
}

TEST(remembered, AClockSetBackLeavesTheEstimateAlone) {
    const history before = spending();
    for (const duration span : {duration(-24h), duration(-1us), duration(0)}) {
        history h = restarted(before, span);
        h.settings.balance.enabled = false;
        h.list({token("a", 5.9)});
        EXPECT_EQ(h.only().burn, before.only().burn);
        EXPECT_THAT(h.of<threshold_crossed>(), IsEmpty());
        h.at += 1h;
        h.list({token("a", 4.9)});
        EXPECT_NEAR(*h.only().burn_rate * 3600, 1, 1e-9) << "and it goes on from there";
        EXPECT_THAT(h.of<threshold_crossed>(), IsEmpty());
    }
}

TEST(remembered, TimesFarAwayMakeNoFalseRate) {
    for (const duration span : {duration(std::chrono::years(-2000)), duration(std::chrono::years(7900))}) {
        history h = restarted(spending(), span);
        h.settings.balance.enabled = false;
        h.list({token("a", 5)});
        ASSERT_TRUE(h.only().burn_rate);
        EXPECT_GE(*h.only().burn_rate, 0);
        EXPECT_LE(*h.only().burn_rate * 3600, 1 + 1e-9);
        EXPECT_THAT(h.of<threshold_crossed>(), IsEmpty());
    }
}

} // namespace
} // namespace balanced
