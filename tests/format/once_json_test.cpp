#include "example_tokens.hpp"
#include <balanced/format/once_json.hpp>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

const time_point now(1'764'540'000s);

TEST(once_json, SpellsTokensAndAccountsAsTheApiDoes) {
    tracked_token plain = test::token("p\"\n");
    plain.record.token_type.clear();
    polled_account good;
    good.name = "a";
    good.snapshot.tokens = {test::full_token("ci"), plain};
    good.snapshot.last_poll = good.snapshot.last_success = now;
    polled_account bad;
    bad.name = "b";
    bad.snapshot.last_poll = now;
    bad.snapshot.outage.emplace();
    bad.snapshot.outage->last = {.reason = failure_reason::timeout, .detail = "no answer"};
    const std::vector accounts{good, bad};
    const char* expected =
        R"json({"status":"critical","summary":"1 critical of 2 tokens: a/ci critical (lasts 50m); poll failed of b (timeout: no answer)","faults":[],)json"
        R"json("accounts":[{"name":"a","up":true,"last_poll":"2025-11-30T22:00:00.000Z","last_successful_poll":"2025-11-30T22:00:00.000Z","last_error":null,"tokens":2,"stale":false},)json"
        R"json({"name":"b","up":false,"last_poll":"2025-11-30T22:00:00.000Z","last_successful_poll":null,"last_error":"timeout: no answer","tokens":0,"stale":false}],)json"
        R"json("tokens":[{"account":"a","name":"ci","token_type":"api_token","balance":99999.99,"active_balance":true,"expire_time":"2025-12-01T00:00:00.123Z","usable":true,"reset_period":"monthly","reset_amount":100,"reset_time":null,"burn_credits_per_second":33.33333,"exhaustion_time":"2025-11-30T22:50:00.250Z","levels":{"balance":"ok","runway":"critical","expiry":"critical"}},)json"
        R"json({"account":"a","name":"p\"\n","token_type":"","balance":null,"active_balance":false,"expire_time":null,"usable":true,"reset_period":null,"reset_amount":null,"reset_time":null,"burn_credits_per_second":null,"exhaustion_time":null,"levels":{"balance":null,"runway":null,"expiry":null}}]})json"
        "\n";
    EXPECT_EQ(once_json(make_once_report(accounts, "*", now)), expected);
}

TEST(once_json, SaysTheForecastWhereThereIsOne) {
    std::vector<polled_account> accounts(1);
    tracked_token token = test::token("x");
    token.record.balance = 36;
    token.record.active_balance = true;
    token.burn_rate = 0.01;
    token.balance_seen = now;
    token.runway = 1h;
    token.runway_level = level::critical;
    token.reset = reset_period::weekly;
    accounts[0].snapshot.tokens = {token};
    accounts[0].snapshot.resets.emplace().fill(now + 24h);
    const json::value parsed =
        json::parse(once_json(make_once_report(accounts, "*", now))).at("tokens").at(0);
    EXPECT_EQ(parsed.at("burn_credits_per_second").as_double(), 0.01);
    EXPECT_EQ(parsed.at("exhaustion_time").as_string(), "2025-11-30T23:00:00.000Z");
    EXPECT_EQ(parsed.at("reset_period").as_string(), "weekly");
    EXPECT_EQ(parsed.at("reset_time").as_string(), "2025-12-01T22:00:00.000Z");
    EXPECT_EQ(parsed.at("levels").at("runway").as_string(), "critical");
}

TEST(once_json, IsJsonWhateverTheNames) {
    std::vector<polled_account> accounts(1);
    accounts[0].name = "\x01|\xff";
    accounts[0].snapshot.tokens = {test::full_token("\u2028\\\"\t\x7f")};
    const json::value parsed = json::parse(once_json(make_once_report(accounts, "*", now)));
    EXPECT_EQ(parsed.at("tokens").at(0).at("name").as_string(), "\u2028\\\"\t\x7f");
}

TEST(once_json, SaysFaultsInTheSameShape) {
    const json::value parsed = json::parse(once_fault_json(std::vector<std::string>{"a: \"b\"", "c"}));
    EXPECT_EQ(parsed.at("status").as_string(), "unknown");
    EXPECT_EQ(parsed.at("summary").as_string(), "a: \"b\"");
    EXPECT_EQ(parsed.at("faults").as_array().size(), 2U);
    EXPECT_TRUE(parsed.at("tokens").as_array().empty());
}

} // namespace
} // namespace balanced
