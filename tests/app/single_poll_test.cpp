#include <balanced/app/single_poll.hpp>

#include <gtest/gtest.h>
#include <support/watched_accounts.hpp>

namespace balanced {
namespace {

using namespace std::chrono_literals;

TEST(single_poll, PollsEachAccountOnceAndJudgesItsTokens) {
    simulator::service good;
    good.set_list(R"([{"name":"low","token_type":"api_token","balance":1,"active_balance":true}])");
    simulator::service bad;
    bad.push(simulator::refusal(503));
    settings settings;
    settings.accounts = {testing::account_of(bad, "a"), testing::account_of(good, "b")};
    const std::vector<polled_account> polled = poll_each_once(settings);
    ASSERT_EQ(polled.size(), 2U);
    EXPECT_EQ(polled[0].name, "a");
    ASSERT_TRUE(polled[0].snapshot.outage);
    EXPECT_EQ(polled[0].snapshot.outage->last.reason, failure_reason::server_error);
    EXPECT_EQ(polled[1].name, "b");
    ASSERT_EQ(polled[1].snapshot.tokens.size(), 1U);
    EXPECT_EQ(polled[1].snapshot.tokens[0].balance_level, level::critical);
    EXPECT_EQ(good.request_count() + bad.request_count(), 2U);
}

TEST(single_poll, AnAccountThatHangsHoldsNoOtherUpAndEndsAtItsDeadline) {
    simulator::service hanging;
    hanging.push({.hold = true});
    simulator::service good;
    settings settings;
    settings.accounts = {testing::account_of(hanging, "a"), testing::account_of(good, "b")};
    settings.accounts[0].poll_timeout = 300ms;
    const std::vector<polled_account> polled = poll_each_once(settings);
    ASSERT_TRUE(polled[0].snapshot.outage);
    EXPECT_EQ(polled[0].snapshot.outage->last.reason, failure_reason::timeout);
    EXPECT_FALSE(polled[1].snapshot.outage);
}

TEST(single_poll, WithoutAccountsThereIsNothingToWaitFor) {
    EXPECT_TRUE(poll_each_once({}).empty());
}

} // namespace
} // namespace balanced
