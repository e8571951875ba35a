#include <balanced/core/tracker.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;

constexpr time_point start{std::chrono::seconds(1'800'000'000)};

token_record token(std::string name, std::optional<double> balance, bool active = true) {
    token_record record;
    record.name = std::move(name);
    record.token_type = "api_token";
    record.balance = balance;
    record.active_balance = active;
    return record;
}

token_record expiring(std::string name, time_point at) {
    token_record record = token(std::move(name), std::nullopt, false);
    record.expire_time = at;
    return record;
}

poll_failure failure(failure_reason reason = failure_reason::timeout) {
    return {.reason = reason, .detail = "the detail"};
}

/// A history: each step takes the last snapshot further and keeps what it told.
struct history {
    tracking_settings settings{};
    account_snapshot now{};
    std::vector<event> told{};
    time_point at = start;

    void take(tracked result) {
        now = std::move(result.snapshot);
        told = std::move(result.events);
    }
    void list(std::vector<token_record> tokens, list_tally tally = {}) {
        take(track_list(now, {std::move(tokens), tally, 100}, settings, at));
    }
    void fail(failure_reason reason = failure_reason::timeout) {
        take(track_failure(now, failure(reason), 30s, settings, at));
    }
    void wait(duration span) {
        at += span;
        take(track_time(now, settings, at));
    }
    const tracked_token& only() const { return now.tokens.at(0); }

    template <typename Event>
    std::vector<Event> of() const {
        std::vector<Event> result;
        for (const event& what : told) {
            if (const auto* one = std::get_if<Event>(&what))
                result.push_back(*one);
        }
        return result;
    }
};

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

TEST(tracker, AFailedPollKeepsTheList) {
    history h;
    h.list({token("a", 50)});
    h.at += 1min;
    h.fail();
    EXPECT_EQ(h.now.tokens.size(), 1U);
    EXPECT_EQ(h.now.last_success, start);
    EXPECT_EQ(h.now.last_poll, start + 1min);
    ASSERT_TRUE(h.now.outage);
    EXPECT_EQ(h.now.outage->failures, 1U);
    EXPECT_EQ(h.now.outage->last.detail, "the detail");
    h.fail();
    EXPECT_EQ(h.now.outage->failures, 2U);
}

TEST(tracker, AFailureIsToldOncePerOutageAndReasonThenEveryQuarterOfAnHour) {
    history h;
    h.fail(failure_reason::dns);
    ASSERT_EQ(h.of<poll_failed>().size(), 1U);
    EXPECT_EQ(h.of<poll_failed>()[0].reason, failure_reason::dns);
    EXPECT_EQ(h.of<poll_failed>()[0].retry_in, 30s);
    h.at += 1min;
    h.fail(failure_reason::dns);
    EXPECT_THAT(h.told, IsEmpty());
    h.fail(failure_reason::timeout);
    EXPECT_EQ(h.of<poll_failed>().size(), 1U);
    h.at += 14min;
    h.fail(failure_reason::dns);
    EXPECT_EQ(h.of<poll_failed>().size(), 1U);
    h.fail(failure_reason::timeout);
    EXPECT_THAT(h.told, IsEmpty());
}

TEST(tracker, ARecoveryTellsHowLongTheOutageWas) {
    history h;
    h.list({token("a", 50)});
    h.at += 1min;
    h.fail();
    h.at += 2min;
    h.fail();
    h.at += 3min;
    h.list({token("a", 50)});
    ASSERT_EQ(h.of<poll_recovered>().size(), 1U);
    EXPECT_EQ(h.of<poll_recovered>()[0].outage, 5min);
    EXPECT_FALSE(h.now.outage);
    h.fail();
    EXPECT_EQ(h.of<poll_failed>().size(), 1U) << "a new outage is told anew";
}

TEST(tracker, TimeAloneExpiresATokenAtTheVeryMoment) {
    history h;
    h.list({expiring("a", start + 15 * 24h)});
    EXPECT_EQ(h.only().expiry_level, level::ok);
    EXPECT_EQ(h.now.next_change, start + 1h) << "staleness comes first";
    h.settings.stale_after = 0s;
    h.wait(0s);
    EXPECT_EQ(h.now.next_change, start + 24h);
    h.wait(24h);
    EXPECT_EQ(h.of<threshold_crossed>().at(0).severity, level::warning);
    EXPECT_EQ(h.of<threshold_crossed>()[0].value, in_seconds(14 * 24h));
    EXPECT_EQ(h.now.next_change, start + 13 * 24h);
    h.wait(12 * 24h);
    EXPECT_EQ(h.of<threshold_crossed>().at(0).severity, level::critical);
    EXPECT_TRUE(h.only().usable);
    h.wait(48h);
    EXPECT_EQ(h.of<threshold_crossed>().at(0).severity, level::worst);
    EXPECT_FALSE(h.only().usable);
    EXPECT_FALSE(h.now.next_change);
}

TEST(tracker, AnExtendedExpiryRecovers) {
    history h;
    h.list({expiring("a", start - 1s)});
    EXPECT_EQ(h.only().expiry_level, level::worst);
    h.list({expiring("a", start + 100 * 24h)});
    EXPECT_EQ(h.of<threshold_recovered>().at(0).from, level::worst);
    EXPECT_TRUE(h.only().usable);
}

TEST(tracker, AFailedPollReevaluatesTheExpiryToo) {
    history h;
    h.list({expiring("a", start + 1s)});
    h.at += 1s;
    h.fail();
    EXPECT_EQ(h.of<threshold_crossed>().at(0).severity, level::worst);
}

TEST(tracker, DataGoesStaleAtTheMomentAndComesBack) {
    history h;
    h.list({token("a", 50)});
    EXPECT_EQ(h.now.next_change, start + 1h);
    h.wait(1h - 1us);
    EXPECT_FALSE(h.now.stale);
    h.wait(1us);
    EXPECT_TRUE(h.now.stale);
    EXPECT_EQ(h.only().balance_level, level::ok) << "remembered, though not shown";
    h.fail();
    EXPECT_TRUE(h.now.stale);
    h.list({token("a", 50)});
    EXPECT_FALSE(h.now.stale);
    EXPECT_THAT(h.of<threshold_crossed>(), IsEmpty());
}

TEST(tracker, WithoutAListNothingIsStale) {
    history h;
    h.fail();
    h.wait(10h);
    EXPECT_FALSE(h.now.stale);
    EXPECT_FALSE(h.now.next_change);
}

TEST(tracker, ZeroStaleAfterMeansNever) {
    history h;
    h.settings.stale_after = 0s;
    h.list({token("a", 50)});
    h.wait(1000h);
    EXPECT_FALSE(h.now.stale);
}

TEST(tracker, AClockThatGoesBackCrossesNothing) {
    history h;
    h.list({token("a", 50), expiring("b", start + 1h)});
    h.at -= 10h;
    h.fail();
    h.list({token("a", 50), expiring("b", start + 1h)});
    EXPECT_THAT(h.of<threshold_crossed>(), IsEmpty());
    EXPECT_FALSE(h.now.stale);
    h.at -= 10h;
    h.list({token("a", 50), expiring("b", start + 1h)});
    EXPECT_FALSE(h.now.stale);
}

TEST(tracker, AnOutageIsNeverShorterThanNothing) {
    history h;
    h.fail();
    h.at -= 10h;
    h.list({});
    EXPECT_EQ(h.of<poll_recovered>().at(0).outage, 0s);
}

TEST(tracker, CollisionsAndMissingZonesAreToldOnce) {
    history h;
    list_tally tally;
    tally.collisions = 2;
    tally.zoneless_expire_time = true;
    h.list({}, tally);
    EXPECT_EQ(h.of<name_collision>().at(0).renamed, 2U);
    EXPECT_EQ(h.of<zoneless_expire_time>().size(), 1U);
    EXPECT_EQ(h.now.collisions, 2U);
    h.list({}, tally);
    EXPECT_THAT(h.told, IsEmpty());
    h.fail();
    h.list({}, tally);
    EXPECT_THAT(h.of<name_collision>(), IsEmpty());
}

TEST(tracker, TheYearNineThousandNineHundredNinetyNineIsNever) {
    history h;
    h.list({expiring("a", time_point(std::chrono::seconds(253'402'300'799)))});
    EXPECT_EQ(h.only().expiry_level, level::ok);
    EXPECT_TRUE(h.only().usable);
}

TEST(tracker, ASwitchedOffKindIsSilent) {
    history h;
    h.settings.balance.enabled = false;
    h.settings.expiry.enabled = false;
    token_record record = token("a", 0);
    record.expire_time = start - 1h;
    h.list({record});
    EXPECT_FALSE(h.only().balance_level);
    EXPECT_FALSE(h.only().expiry_level);
    EXPECT_FALSE(h.only().usable);
    EXPECT_THAT(h.of<threshold_crossed>(), IsEmpty());
}

} // namespace
} // namespace balanced
