#include <balanced/core/tracker.hpp>

#include <core/history.hpp>
#include <gmock/gmock.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;

TEST(tracker, TheFirstListIsListedAndNobodyIsAdded) {
    history h;
    h.list({token("a", 50), token("b", 60)});
    ASSERT_EQ(h.told.size(), 1U);
    EXPECT_EQ(h.of<tokens_listed>().at(0).tokens, 2U);
    EXPECT_EQ(h.now.last_success, start);
    EXPECT_EQ(h.now.body_bytes, 100U);
    h.list({token("a", 50), token("b", 60)});
    EXPECT_THAT(h.told, IsEmpty());
}

TEST(tracker, TellsWhoIsAddedAndRemovedAndListsTheNewSet) {
    history h;
    h.list({token("a", 50), token("c", 60)});
    h.list({token("b", 1), token("c", 60)});
    ASSERT_EQ(h.of<token_added>().size(), 1U);
    EXPECT_EQ(h.of<token_added>()[0].token_name, "b");
    ASSERT_EQ(h.of<token_removed>().size(), 1U);
    EXPECT_EQ(h.of<token_removed>()[0].token_name, "a");
    EXPECT_EQ(h.of<tokens_listed>().size(), 1U);
    EXPECT_FALSE(h.of<threshold_crossed>().at(0).from) << "first seen";
}

TEST(tracker, AnEmptyListRemovesEveryToken) {
    history h;
    h.list({token("a", 50)});
    h.list({});
    EXPECT_THAT(h.now.tokens, IsEmpty());
    EXPECT_EQ(h.of<token_removed>().size(), 1U);
}

TEST(tracker, TellsACrossingOnceAndARecoveryBehindTheHysteresis) {
    history h;
    h.list({token("a", 50)});
    h.list({token("a", 9)});
    ASSERT_EQ(h.of<threshold_crossed>().size(), 1U);
    const threshold_crossed crossed = h.of<threshold_crossed>()[0];
    EXPECT_EQ(crossed.token_name, "a");
    EXPECT_EQ(crossed.kind, level_kind::balance);
    EXPECT_EQ(crossed.severity, level::warning);
    EXPECT_EQ(crossed.from, level::ok);
    EXPECT_EQ(crossed.value, 9);
    EXPECT_EQ(crossed.threshold, 10);
    h.list({token("a", 8)});
    EXPECT_THAT(h.told, IsEmpty());
    h.list({token("a", 10.5)});
    EXPECT_THAT(h.of<threshold_recovered>(), IsEmpty());
    h.list({token("a", 20)});
    ASSERT_EQ(h.of<threshold_recovered>().size(), 1U);
    EXPECT_EQ(h.of<threshold_recovered>()[0].from, level::warning);
    EXPECT_EQ(h.of<threshold_recovered>()[0].severity, level::ok);
    EXPECT_EQ(h.of<threshold_recovered>()[0].value, 20);
}

TEST(tracker, OnlyTheLevelReachedIsTold) {
    history h;
    h.list({token("a", 50)});
    h.list({token("a", -1)});
    ASSERT_EQ(h.of<threshold_crossed>().size(), 1U);
    EXPECT_EQ(h.of<threshold_crossed>()[0].severity, level::worst);
    EXPECT_EQ(h.of<threshold_crossed>()[0].threshold, 0);
    EXPECT_FALSE(h.only().usable);
    h.list({token("a", 10.5)});
    EXPECT_EQ(h.of<threshold_recovered>().at(0).severity, level::warning);
    EXPECT_TRUE(h.only().usable);
}

TEST(tracker, ABadLevelAtFirstSightComesFromUnknown) {
    history h;
    h.list({token("a", 1)});
    ASSERT_EQ(h.of<threshold_crossed>().size(), 1U);
    EXPECT_FALSE(h.of<threshold_crossed>()[0].from);
    EXPECT_EQ(h.of<threshold_crossed>()[0].severity, level::critical);
}

TEST(tracker, TheWorstCrossingsAreToldFirst) {
    history h;
    h.list({token("a", 9), token("b", 0), token("c", 1), token("d", 0)});
    std::string order;
    for (const threshold_crossed& crossed : h.of<threshold_crossed>())
        order += crossed.token_name;
    EXPECT_EQ(order, "bdca");
}

TEST(tracker, ABalanceWithoutEnforcementHasNoLevel) {
    history h;
    h.list({token("a", 0, false)});
    EXPECT_FALSE(h.only().balance_level);
    EXPECT_TRUE(h.only().usable);
    EXPECT_THAT(h.of<threshold_crossed>(), IsEmpty());
}

TEST(tracker, ABudgetThatIsGoneTakesItsLevelWithIt) {
    history h;
    h.list({token("a", 1)});
    h.list({token("a", std::nullopt)});
    EXPECT_FALSE(h.only().balance_level);
    EXPECT_THAT(h.told, IsEmpty());
    h.list({token("a", 1)});
    EXPECT_FALSE(h.of<threshold_crossed>().at(0).from);
}

TEST(tracker, AFieldThatCouldNotBeReadForgetsNothing) {
    history h;
    token_record bad = token("a", std::nullopt);
    bad.balance_malformed = true;
    bad.expire_time_malformed = true;
    token_record good = token("a", 1);
    good.expire_time = start + 1h;
    h.list({good});
    h.list({bad});
    EXPECT_FALSE(h.only().balance_level);
    EXPECT_FALSE(h.only().expiry_level);
    EXPECT_TRUE(h.only().usable);
    EXPECT_THAT(h.told, IsEmpty());
    good.balance = 0.5;
    h.list({good});
    EXPECT_THAT(h.told, IsEmpty());
    EXPECT_EQ(h.only().balance_level, level::critical);
    EXPECT_DOUBLE_EQ(h.only().consumed, 0.5);
}

TEST(tracker, CountsDecreasesAndRisesApart) {
    history h;
    h.list({token("a", 50)});
    h.list({token("a", 45)});
    EXPECT_THAT(h.told, IsEmpty());
    h.list({token("a", 145)});
    ASSERT_EQ(h.of<balance_added>().size(), 1U);
    EXPECT_EQ(h.of<balance_added>()[0].amount, 100);
    EXPECT_EQ(h.of<balance_added>()[0].value, 145);
    h.list({token("a", 144)});
    EXPECT_EQ(h.only().consumed, 6);
    EXPECT_EQ(h.only().added, 100);
}

TEST(tracker, CountsFromTheLastBalanceThatWasSeen) {
    history h;
    h.list({token("a", 50)});
    h.list({token("a", std::nullopt)});
    h.list({token("a", 40)});
    EXPECT_EQ(h.only().consumed, 10);
}

TEST(tracker, ATokenThatComesBackStartsAnew) {
    history h;
    h.list({token("a", 50), token("b", 50)});
    h.list({token("a", 40), token("b", 50)});
    h.list({token("b", 50)});
    h.list({token("a", 30), token("b", 50)});
    EXPECT_EQ(h.only().consumed, 0);
    EXPECT_EQ(h.of<token_added>().size(), 1U);
}

} // namespace
} // namespace balanced
