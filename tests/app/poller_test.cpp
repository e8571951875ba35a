#include <balanced/app/poller.hpp>
#include <balanced/format/timestamp.hpp>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <support/connect_proxy.hpp>
#include <support/watched_accounts.hpp>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::account_of;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::watched_accounts;

settings one_account(const simulator::service& service) {
    return {.accounts = {account_of(service)}, .excluded_families = {}};
}

std::size_t count_of(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++count;
    return count;
}

TEST(poller, ShowsWhatTheApiLists) {
    simulator::service service;
    service.set_list(
        R"([{"name":"a","token_type":"api_token","balance":99999.99,"active_balance":true,"token":"eyJsecret"},
                         {"name":"b","balance":0.30000000000000004,"active_balance":false,"expire_time":"2099-01-01T00:00:00Z"}])");
    watched_accounts watched(one_account(service));
    watched.run_polls(1);
    const std::string page = watched.page();
    EXPECT_THAT(page, HasSubstr("edenai_up{account=\"default\"} 1\n"));
    EXPECT_THAT(page,
                HasSubstr("edenai_token_balance_credits{account=\"default\",token_name=\"a\"} 99999.99\n"));
    EXPECT_THAT(
        page,
        HasSubstr(
            "edenai_token_balance_credits{account=\"default\",token_name=\"b\"} 0.30000000000000004\n"));
    EXPECT_THAT(
        page,
        HasSubstr(
            "edenai_token_expire_timestamp_seconds{account=\"default\",token_name=\"b\"} 4070908800\n"));
    EXPECT_THAT(page, HasSubstr("edenai_polls_total{account=\"default\"} 1\n"));
    EXPECT_THAT(page, Not(HasSubstr("eyJsecret")));
}

TEST(poller, TellsAndCountsACrossingOnce) {
    simulator::service service;
    service.set_list(R"([{"name":"a","balance":50,"active_balance":true}])");
    watched_accounts watched(one_account(service));
    watched.run_polls(1);
    service.set_list(R"([{"name":"a","balance":1.5,"active_balance":true}])");
    watched.run_until([&] { return watched.snapshot().tokens.at(0).record.balance == 1.5; });
    watched.run_polls(3);
    EXPECT_THAT(watched.page(), HasSubstr("edenai_threshold_crossings_total{account=\"default\",kind="
                                          "\"balance\",severity=\"critical\"} 1\n"));
    EXPECT_THAT(watched.page(), HasSubstr("edenai_threshold_crossings_total{account=\"default\",kind="
                                          "\"balance\",severity=\"warning\"} 0\n"));
    const std::string log = watched.log_text();
    EXPECT_EQ(count_of(log, "event=threshold_crossed"), 1U);
    EXPECT_THAT(
        log,
        HasSubstr(
            "account=default token_name=a kind=balance severity=critical from=ok value=1.5 threshold=2"));
}

TEST(poller, KeepsTheListThroughAnOutageAndRecovers) {
    simulator::service service;
    service.set_list(R"([{"name":"a","balance":50,"active_balance":true}])");
    watched_accounts watched(one_account(service));
    watched.run_polls(1);
    service.push({.status = 500, .body = "<html>"});
    service.push({.body = R"([{"name":"a","balance":)"});
    service.push({.body = R"({"detail":"hello"})"});
    watched.run_until([&] { return watched.snapshot().outage && watched.snapshot().outage->failures == 3; });
    const std::string page = watched.page();
    EXPECT_THAT(page, HasSubstr("edenai_up{account=\"default\"} 0\n"));
    EXPECT_THAT(page, HasSubstr("edenai_token_balance_credits{account=\"default\",token_name=\"a\"} 50\n"));
    for (const char* reason : {"server_error", "decode", "schema"})
        EXPECT_THAT(page, HasSubstr(std::string("edenai_poll_failures_total{account=\"default\",reason=\"") +
                                    reason + "\"} 1\n"));
    watched.run_until([&] { return !watched.snapshot().outage; });
    EXPECT_THAT(watched.page(), HasSubstr("edenai_up{account=\"default\"} 1\n"));
    const std::string log = watched.log_text();
    EXPECT_EQ(count_of(log, "event=poll_failed"), 3U);
    EXPECT_EQ(count_of(log, "event=poll_recovered"), 1U);
}

TEST(poller, TimeAloneExpiresATokenWithoutAPoll) {
    simulator::service service;
    const auto soon = std::chrono::system_clock::now() + 150ms;
    const auto stamp = format_rfc3339(std::chrono::floor<duration>(soon));
    service.set_list(R"([{"name":"a","expire_time":")" + stamp + R"("}])");
    settings settings = one_account(service);
    settings.accounts[0].poll_interval = 1h;
    watched_accounts watched(std::move(settings));
    watched.run_until([&] {
        return !watched.snapshot().tokens.empty() &&
               watched.snapshot().tokens[0].expiry_level == level::worst;
    });
    EXPECT_THAT(watched.page(), HasSubstr("edenai_token_usable{account=\"default\",token_name=\"a\"} 0\n"));
    EXPECT_THAT(watched.page(), HasSubstr("severity=\"expired\"} 1\n"));
    EXPECT_EQ(service.request_count(), 1U);
}

TEST(poller, WithdrawsBalancesThatAreStale) {
    simulator::service service;
    service.set_list(R"([{"name":"a","balance":50,"active_balance":true}])");
    settings settings = one_account(service);
    settings.accounts[0].poll_interval = 1h;
    settings.accounts[0].tracking.stale_after = 50ms;
    watched_accounts watched(std::move(settings));
    watched.run_until([&] { return watched.snapshot().stale; });
    EXPECT_THAT(watched.page(), Not(HasSubstr("edenai_token_balance_credits{")));
    EXPECT_THAT(watched.page(), HasSubstr("edenai_token_info{"));
}

TEST(poller, AFloodOfCrossingsIsFiftyLinesAndACount) {
    simulator::service service;
    std::string list;
    for (int i = 0; i < 73; ++i)
        list += (i == 0 ? "[" : ",") + std::string(R"({"name":"t)") + std::to_string(i) +
                R"(","balance":0,"active_balance":true})";
    service.set_list(list + "]");
    watched_accounts watched(one_account(service));
    watched.run_polls(2);
    EXPECT_THAT(watched.page(), HasSubstr("severity=\"exhausted\"} 73\n"));
    const std::string log = watched.log_text();
    EXPECT_EQ(count_of(log, "event=threshold_crossed "), 50U);
    EXPECT_EQ(count_of(log, "event=threshold_crossed_more"), 1U);
    EXPECT_THAT(log, HasSubstr("count=23"));
}

TEST(poller, ReadsTheKeyAgainBeforeEveryPoll) {
    simulator::service service;
    testing::temporary_folder folder;
    settings settings = one_account(service);
    settings.accounts[0].authorization = {
        authorization::source::file, folder.write("key", "an-old-key\n"), {}};
    watched_accounts watched(std::move(settings));
    watched.run_polls(1);
    EXPECT_EQ(watched.snapshot().outage->last.reason, failure_reason::unauthorized);
    folder.write("key", "");
    watched.run_until([&] { return watched.snapshot().outage->last.reason == failure_reason::credentials; });
    folder.write("key", "  simulated-key\n");
    watched.run_until([&] { return !watched.snapshot().outage; });
    EXPECT_THAT(watched.log_text(), Not(HasSubstr("an-old-key")));
}

TEST(poller, ASecretNeverReachesTheLogOrThePage) {
    simulator::service service;
    service.push({.status = 401, .body = R"({"detail":"simulated-key is wrong"})"});
    service.set_list(R"([{"name":"a","token":"eyJtoken","balance":1,"active_balance":true}])");
    watched_accounts watched(one_account(service));
    watched.run_polls(3);
    const std::string page = watched.page();
    const std::string log = watched.log_text();
    for (const char* secret : {"simulated-key", "eyJtoken"}) {
        EXPECT_THAT(page, Not(HasSubstr(secret)));
        EXPECT_THAT(log, Not(HasSubstr(secret)));
    }
}

settings one_v3_account(const simulator::service& service) {
    settings settings = one_account(service);
    settings.accounts[0].authorization.text = "mgmt-eden-simulated";
    return settings;
}

TEST(poller, AManagementKeyIsNotSentToTheOldApi) {
    simulator::service service;
    service.set_list(R"([{"name":"a","balance":50,"active_balance":true},{"name":"b","revoked":true}])");
    watched_accounts watched(one_v3_account(service));
    watched.run_polls(2);
    EXPECT_FALSE(watched.snapshot().outage);
    EXPECT_THAT(watched.page(),
                HasSubstr("edenai_token_balance_credits{account=\"default\",token_name=\"a\"} 50\n"));
    EXPECT_THAT(watched.page(), HasSubstr("edenai_tokens_revoked{account=\"default\"} 1\n"));
    for (const auto& request : service.wait_for_requests(2))
        EXPECT_THAT(request.target, ::testing::StartsWith("/v3/manage/"));
}

TEST(poller, ShowsWhenTheKeyEndsSoonAfterTheFirstList) {
    simulator::service service;
    service.set_list(R"([{"name":"a"}])");
    service.set_whoami({.body = R"({"expire_time":"2027-01-15T08:00:00Z"})", .hold = true});
    settings settings = one_v3_account(service);
    settings.accounts[0].poll_interval = 1h;
    watched_accounts watched(std::move(settings));
    watched.run_until([&] { return service.request_count() == 2; });
    EXPECT_EQ(watched.snapshot().tokens.size(), 1U) << "the list does not wait for it";
    EXPECT_THAT(watched.page(), Not(HasSubstr("edenai_credential_expire_timestamp_seconds")));
    service.release();
    watched.run_until([&] { return watched.snapshot().credential_expire.has_value(); });
    EXPECT_THAT(watched.page(),
                HasSubstr("edenai_credential_expire_timestamp_seconds{account=\"default\"} 1800000000\n"));
    EXPECT_EQ(service.connection_count(), 1U);
}

TEST(poller, ShowsWhenAKeyEndsThatSaysSoItself) {
    simulator::service service({.key = "e30.eyJleHAiOjE4MDAwMDAwMDB9.c2ln"});
    settings settings = one_account(service);
    settings.accounts[0].authorization.text = "e30.eyJleHAiOjE4MDAwMDAwMDB9.c2ln";
    service.push({.status = 503});
    watched_accounts watched(std::move(settings));
    watched.run_polls(1);
    EXPECT_TRUE(watched.snapshot().outage) << "it is known without the API";
    EXPECT_THAT(watched.page(),
                HasSubstr("edenai_credential_expire_timestamp_seconds{account=\"default\"} 1800000000\n"));
    watched.run_polls(2);
    EXPECT_EQ(watched.snapshot().credential_expire, time_point(1'800'000'000s));
}

TEST(poller, AKeyThatIsNotDescribedIsNoFailedPoll) {
    simulator::service service;
    service.set_whoami({.status = 403, .body = "{}"});
    watched_accounts watched(one_v3_account(service));
    watched.run_polls(3);
    EXPECT_FALSE(watched.snapshot().outage);
    EXPECT_THAT(watched.page(), HasSubstr("edenai_up{account=\"default\"} 1\n"));
    EXPECT_THAT(watched.page(), Not(HasSubstr("edenai_credential_expire_timestamp_seconds")));
}

TEST(poller, AFailingPageKeepsTheWholeList) {
    simulator::service service({.greatest_limit = 1});
    service.set_list(R"([{"name":"a"},{"name":"b"}])");
    watched_accounts watched(one_v3_account(service));
    watched.run_polls(1);
    service.push({.body = R"({"results":[{"name":"c"}],"limit":1,"next":"more"})"});
    service.push({.status = 429, .headers = {{"Retry-After", "3600"}}, .body = "{}"});
    watched.run_until([&] { return watched.snapshot().outage.has_value(); });
    EXPECT_EQ(watched.snapshot().outage->last.reason, failure_reason::rate_limited);
    EXPECT_EQ(watched.snapshot().outage->last.status, 429U);
    ASSERT_EQ(watched.snapshot().tokens.size(), 2U);
    EXPECT_EQ(watched.snapshot().tokens[1].record.name, "b");
}

TEST(poller, OneThatHangsHoldsUpNoOther) {
    simulator::service hanging;
    simulator::service good;
    hanging.push({.hold = true});
    good.set_list(R"([{"name":"a","balance":50,"active_balance":true}])");
    watched_accounts watched(
        {.accounts = {account_of(good, "good"), account_of(hanging, "hanging")}, .excluded_families = {}});
    watched.run_until([&] { return hanging.request_count() == 1; });
    watched.run_polls(5, 0);
    EXPECT_FALSE(watched.snapshot(1).last_poll);
    EXPECT_FALSE(watched.board.ready());
    EXPECT_EQ(watched.snapshot(0).tokens.size(), 1U);
}

TEST(poller, StopsWhileAnAnswerIsOutstanding) {
    simulator::service service;
    service.push({.hold = true});
    watched_accounts watched(one_account(service));
    watched.run_until([&] { return service.request_count() == 1; });
    watched.stop();
    EXPECT_FALSE(watched.snapshot().last_poll);
}

TEST(poller, KeepsOneConnectionAndCountsWhatItOpens) {
    simulator::service service;
    watched_accounts watched(one_account(service));
    watched.run_polls(3);
    EXPECT_EQ(service.connection_count(), 1U);
    EXPECT_THAT(watched.page(), HasSubstr("edenai_connections_opened_total{account=\"default\"} 1\n"));
    service.drop_connections();
    watched.run_until([&] { return service.connection_count() == 2; });
    watched.run_polls(2);
    EXPECT_THAT(watched.page(), HasSubstr("edenai_connections_opened_total{account=\"default\"} 2\n"));
    EXPECT_FALSE(watched.snapshot().outage);
}

TEST(poller, GoesThroughAProxyWhosePasswordIsShownNowhere) {
    simulator::service service;
    testing::connect_proxy proxy;
    settings through = one_account(service);
    through.accounts[0].proxy = proxy_server{"127.0.0.1", proxy.port(), "us3r", "s3cr3t"};
    watched_accounts watched(through);
    watched.run_polls(2);
    EXPECT_EQ(proxy.connection_count(), 1U);
    proxy.behave(testing::refusing(407));
    proxy.drop_connections();
    watched.run_until([&] { return watched.snapshot().outage.has_value(); });
    const std::string page = watched.page();
    EXPECT_THAT(page, HasSubstr("edenai_up{account=\"default\"} 0\n"));
    EXPECT_THAT(page, Not(HasSubstr("edenai_poll_failures_total{account=\"default\",reason=\"proxy\"} 0\n")));
    const std::string log = watched.log_text();
    EXPECT_THAT(log, HasSubstr("event=poll_failed"));
    EXPECT_THAT(log, HasSubstr("reason=proxy status=407"));
    for (const auto* secret : {"us3r", "s3cr3t", "dXMzcjpzM2NyM3Q", "secret of the proxy"})
        EXPECT_THAT(page + log, Not(HasSubstr(secret)));
}

TEST(poller, LogsValidJsonWhateverTheNameIs) {
    simulator::service service;
    service.set_list(R"([{"name":"a\"\n\\\u0000\u202e{}","balance":0,"active_balance":true}])");
    watched_accounts watched(one_account(service), log_format::json);
    watched.run_polls(1);
    std::istringstream lines(watched.log_text());
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count)
        EXPECT_TRUE(boost::json::parse(line).is_object()) << line;
    EXPECT_EQ(count, 2U);
}

TEST(poller, TellsEveryEventOfAPollThatHasThousands) {
    simulator::service service;
    const auto list = [](int balance) {
        std::string text = R"([{"name":"zzz","balance":50,"active_balance":true})";
        if (balance == 50)
            text = R"([{"name":"zzz","balance":0,"active_balance":true})";
        for (int i = 0; i < 5000; ++i)
            text += R"(,{"name":"t)" + std::to_string(i) + R"(","balance":)" + std::to_string(balance) +
                    R"(,"active_balance":true})";
        return text + "]";
    };
    service.set_list(list(5));
    watched_accounts watched(one_account(service));
    watched.run_polls(1);
    service.set_list(list(50));
    watched.run_until([&] { return watched.snapshot().tokens.back().record.balance == 0; });
    const std::string log = watched.log_text();
    EXPECT_EQ(count_of(log, "event=balance_added"), 5000U);
    EXPECT_EQ(count_of(log, "event=threshold_recovered"), 5000U);
    EXPECT_EQ(count_of(log, "token_name=zzz kind=balance severity=exhausted"), 1U);
    EXPECT_EQ(count_of(log, "event=threshold_crossed_more"), 1U);
}

} // namespace
} // namespace balanced
