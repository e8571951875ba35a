#include "example_tokens.hpp"
#include <balanced/format/token_json.hpp>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <limits>

namespace balanced {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

constexpr time_point noon{std::chrono::seconds(1'764'590'400)};

std::string account_json(const account_snapshot& account) {
    std::string out;
    append_account_json(out, "a", account);
    return out;
}

std::string token_json(const account_snapshot& account, const tracked_token& token) {
    std::string out;
    append_token_json(out, "a", account, token);
    return out;
}

/// Of which a forecast is known too.
tracked_token burning_token() {
    tracked_token token = test::full_token("ci");
    token.runway_level = level::warning;
    token.burn_rate = 1e-9;
    token.balance_seen = noon;
    token.runway = 36h;
    token.reset = reset_period::monthly;
    return token;
}

account_snapshot with_resets() {
    account_snapshot account;
    account.resets = next_resets{noon + 1h, noon + 2h, noon + 3h};
    return account;
}

TEST(account_json, SaysNothingBeforeTheFirstAttemptHasEnded) {
    EXPECT_EQ(account_json({}), R"({"name":"a","up":null,"last_poll":null,"last_successful_poll":null,)"
                                R"("last_error":null,"tokens":0,"stale":false})");
}

TEST(account_json, TellsOfAnOutage) {
    account_snapshot account;
    account.tokens.resize(2);
    account.last_poll = noon + 1min;
    account.last_success = noon;
    account.stale = true;
    account.outage.emplace();
    account.outage->last = {.reason = failure_reason::server_error, .detail = "503 \"<b>\"\n"};
    EXPECT_EQ(account_json(account),
              R"({"name":"a","up":false,"last_poll":"2025-12-01T12:01:00.000Z",)"
              R"("last_successful_poll":"2025-12-01T12:00:00.000Z",)"
              R"("last_error":"server_error: 503 \"<b>\"\n","tokens":2,"stale":true})");
    account.outage.reset();
    const json::value up = json::parse(account_json(account));
    EXPECT_TRUE(up.at("up").as_bool());
    EXPECT_TRUE(up.at("last_error").is_null());
}

TEST(token_json, TellsAllThatIsKnown) {
    EXPECT_EQ(token_json(with_resets(), burning_token()),
              R"({"account":"a","name":"ci","token_type":"api_token","balance":99999.99,)"
              R"("active_balance":true,"expire_time":"2025-12-01T00:00:00.123Z","usable":true,)"
              R"("reset_period":"monthly","reset_amount":100,"reset_time":"2025-12-01T15:00:00.000Z",)"
              R"("burn_credits_per_second":1e-09,"exhaustion_time":"2025-12-03T00:00:00.000Z",)"
              R"("levels":{"balance":"ok","runway":"warning","expiry":"critical"}})");
}

TEST(token_json, WithdrawsWhatIsTooOldToSpeakOf) {
    account_snapshot account = with_resets();
    account.stale = true;
    EXPECT_EQ(token_json(account, burning_token()),
              R"({"account":"a","name":"ci","token_type":"api_token","balance":null,)"
              R"("active_balance":true,"expire_time":"2025-12-01T00:00:00.123Z","usable":null,)"
              R"("reset_period":"monthly","reset_amount":100,"reset_time":"2025-12-01T15:00:00.000Z",)"
              R"("burn_credits_per_second":null,"exhaustion_time":null,)"
              R"("levels":{"balance":null,"runway":null,"expiry":"critical"}})");
}

TEST(token_json, NamesTheWorstLevelsByTheirKind) {
    tracked_token token = test::full_token("ci");
    token.balance_level = level::worst;
    token.expiry_level = level::worst;
    token.usable = false;
    const json::value said = json::parse(token_json({}, token));
    EXPECT_EQ(said.at("levels"),
              json::parse(R"({"balance":"exhausted","runway":"critical","expiry":"expired"})"));
    EXPECT_FALSE(said.at("usable").as_bool());
}

TEST(token_json, TakesThePeriodOfAnOverrideOnlyWhereTheApiSendsNone) {
    tracked_token token = burning_token();
    const auto period = [&] { return json::parse(token_json(with_resets(), token)).at("reset_period"); };
    token.record.reset_period = "MONTHLY ";
    EXPECT_EQ(period(), "MONTHLY ") << "as sent";
    token.record.reset_period.clear();
    token.reset = reset_period::weekly;
    EXPECT_EQ(period(), "weekly");
    token.reset.reset();
    EXPECT_TRUE(period().is_null());
}

TEST(token_json, IsJsonWhateverTheNamesAndNumbers) {
    tracked_token token = burning_token();
    token.record.name = "</script>\x01\u2028\"\\";
    token.record.balance = std::numeric_limits<double>::infinity();
    token.reset_amount = std::numeric_limits<double>::quiet_NaN();
    token.burn_rate = 0.1 + 0.2;
    const json::value said = json::parse(token_json({}, token));
    EXPECT_EQ(said.at("name"), "</script>\x01\u2028\"\\");
    EXPECT_TRUE(said.at("balance").is_null());
    EXPECT_TRUE(said.at("reset_amount").is_null());
    EXPECT_EQ(said.at("burn_credits_per_second"), 0.1 + 0.2);
}

} // namespace
} // namespace balanced
