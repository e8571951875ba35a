#include <balanced/core/tracker.hpp>

#include <core/history.hpp>
#include <gmock/gmock.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;

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
