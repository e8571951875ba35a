#include <balanced/app/account_set.hpp>

#include <gmock/gmock.h>
#include <support/watched_accounts.hpp>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::account_of;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::watched_accounts;

constexpr const char* a_balance_of_50 = R"([{"name":"a","balance":50,"active_balance":true}])";

settings settings_of(std::vector<account_settings> accounts) {
    return {.accounts = std::move(accounts), .excluded_families = {}};
}

TEST(account_set, AnUnchangedAccountGoesOnUndisturbed) {
    simulator::service service;
    service.set_list(a_balance_of_50);
    const settings same = settings_of({account_of(service)});
    watched_accounts watched(same);
    watched.run_polls(2);
    watched.accounts.apply(same);
    watched.run_polls(2);
    EXPECT_EQ(service.connection_count(), 1U);
    EXPECT_THAT(watched.page(), HasSubstr("edenai_connections_opened_total{account=\"default\"} 1\n"));
}

TEST(account_set, NewThresholdsCountAtOnceOnTheSameConnection) {
    simulator::service service;
    service.set_list(a_balance_of_50);
    settings wanted = settings_of({account_of(service)});
    wanted.accounts[0].poll_interval = 1h;
    watched_accounts watched(wanted);
    watched.run_polls(1);
    wanted.accounts[0].tracking.balance.warning.value = 60;
    watched.accounts.apply(wanted);
    watched.run_until([&] { return watched.snapshot().tokens.at(0).balance_level == level::warning; });
    EXPECT_EQ(service.request_count(), 1U);
    EXPECT_THAT(watched.log_text(), HasSubstr("event=threshold_crossed"));
}

TEST(account_set, ANewForecastAndRunwayCountAtOnceOnTheSameConnection) {
    simulator::service service;
    service.set_list(a_balance_of_50);
    settings wanted = settings_of({account_of(service)});
    tracking_settings& tracking = wanted.accounts[0].tracking;
    watched_accounts watched(wanted);
    watched.run_polls(1);
    service.set_list(R"([{"name":"a","balance":40,"active_balance":true}])");
    watched.run_until([&] { return watched.snapshot().tokens.at(0).consumed == 10; });
    EXPECT_FALSE(watched.snapshot().tokens.at(0).burn_rate) << "not watched for long enough";
    tracking.forecast.min_span = 0s;
    watched.accounts.apply(wanted);
    watched.run_until([&] { return watched.snapshot().tokens.at(0).runway_level == level::critical; });
    tracking.runway.enabled = false;
    watched.accounts.apply(wanted);
    watched.run_until([&] { return !watched.snapshot().tokens.at(0).runway_level; });
    EXPECT_TRUE(watched.snapshot().tokens.at(0).burn_rate);
    EXPECT_EQ(service.connection_count(), 1U);
}

TEST(account_set, AResetThatAnOverrideNamesCountsAtOnceOnTheSameConnection) {
    simulator::service service;
    service.set_list(a_balance_of_50);
    settings wanted = settings_of({account_of(service)});
    wanted.accounts[0].poll_interval = 1h;
    wanted.accounts[0].tracking.balance.warning = {0.6, true};
    watched_accounts watched(wanted);
    watched.run_polls(1);
    EXPECT_FALSE(watched.snapshot().tokens.at(0).balance_level) << "a share of nobody knows what";
    wanted.accounts[0].tracking.overrides = {
        {.match = {{}, "a", {}}, .reset = reset_rule{reset_period::monthly, 100}}};
    watched.accounts.apply(wanted);
    watched.run_until([&] { return watched.snapshot().tokens.at(0).balance_level == level::warning; });
    EXPECT_EQ(watched.snapshot().tokens.at(0).reset_amount, 100);
    EXPECT_EQ(service.request_count(), 1U);
}

TEST(account_set, AChangedAccountIsPolledAnewAndKeepsWhatIsKnown) {
    simulator::service before;
    before.set_list(a_balance_of_50);
    simulator::service after;
    after.set_list(R"([{"name":"a","balance":30,"active_balance":true}])");
    account_settings account = account_of(before);
    account.poll_interval = 1h;
    watched_accounts watched(settings_of({account}));
    watched.run_polls(1);
    account = account_of(after);
    account.poll_interval = 2h;
    watched.accounts.apply(settings_of({account}));
    watched.run_polls(1);
    const std::string page = watched.page();
    EXPECT_THAT(page,
                HasSubstr("edenai_token_consumed_credits_total{account=\"default\",token_name=\"a\"} 20\n"));
    EXPECT_THAT(page, HasSubstr("edenai_polls_total{account=\"default\"} 2\n"));
    EXPECT_THAT(page, HasSubstr("edenai_poll_interval_seconds{account=\"default\"} 7200\n"));
}

TEST(account_set, AnAccountThatGoesTakesItsSeriesAlong) {
    simulator::service service;
    service.set_list(a_balance_of_50);
    watched_accounts watched(settings_of({account_of(service, "one"), account_of(service, "two")}));
    watched.run_polls(1, 0);
    watched.run_polls(1, 1);
    watched.accounts.apply(settings_of({account_of(service, "two")}));
    watched.run_polls(2);
    const std::string page = watched.page();
    EXPECT_THAT(page, Not(HasSubstr("account=\"one\"")));
    EXPECT_THAT(page, HasSubstr("edenai_up{account=\"two\"} 1\n"));
}

TEST(account_set, AnAccountMayGoWhileItsPollHangs) {
    simulator::service service;
    service.push({.hold = true});
    watched_accounts watched(settings_of({account_of(service)}));
    watched.run_until([&] { return service.request_count() == 1; });
    watched.accounts.apply({});
    watched.stop();
    EXPECT_TRUE(watched.board.accounts.empty());
}

TEST(account_set, ARunOfChangesEndsWithTheLast) {
    simulator::service service;
    service.set_list(a_balance_of_50);
    account_settings account = account_of(service);
    watched_accounts watched(settings_of({account}));
    for (int i = 1; i <= 20; ++i) {
        account.poll_interval = std::chrono::milliseconds(i);
        watched.accounts.apply(settings_of({account}));
        watched.loop.run_one_for(10ms);
    }
    watched.run_polls(2);
    EXPECT_THAT(watched.page(), HasSubstr("edenai_poll_interval_seconds{account=\"default\"} 0.02\n"));
}

TEST(account_set, WhatWasReadyStaysSoWhenAnAccountJoins) {
    simulator::service service;
    simulator::service hanging;
    hanging.push({.hold = true});
    watched_accounts watched(settings_of({account_of(service, "one")}));
    watched.run_polls(1);
    watched.accounts.apply(settings_of({account_of(service, "one"), account_of(hanging, "two")}));
    EXPECT_TRUE(watched.board.ready()) << "though nobody had asked before";
}

TEST(account_set, WhatIsLeftOutGoesAtOnce) {
    simulator::service service;
    service.set_list(a_balance_of_50);
    settings wanted = settings_of({account_of(service)});
    wanted.accounts[0].poll_interval = 1h;
    watched_accounts watched(wanted);
    watched.run_polls(1);
    wanted.excluded_families = {"edenai_token_balance_credits"};
    watched.accounts.apply(wanted);
    EXPECT_THAT(watched.page(), Not(HasSubstr("edenai_token_balance_credits")));
    wanted.excluded_families = {};
    watched.accounts.apply(wanted);
    watched.run_until(
        [&] { return watched.page().find("edenai_token_balance_credits{") != std::string::npos; });
}

} // namespace
} // namespace balanced
