#include "simulator/demo_script.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include <set>

namespace balanced::simulator {

namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::milliseconds;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::chrono::sys_seconds start = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h;

demo_token token_at(milliseconds elapsed, const std::string& name) {
    for (const auto& each : demo_tokens(elapsed))
        if (each.name == name)
            return each;
    throw std::runtime_error("no " + name);
}

bool listed_at(milliseconds elapsed, const std::string& name) {
    return demo_list(elapsed, start).find('"' + name + '"') != std::string::npos;
}

/// What a daemon that polls every two seconds sees.
std::vector<std::string> changes(milliseconds from, milliseconds to) {
    std::vector<std::string> all;
    for (auto at = from; at < to; at += 2s)
        for (auto& each : demo_changes(at, at + 2s))
            all.push_back(each);
    return all;
}

TEST(demo_script, ListsADozenTokensWithUniqueNames) {
    for (auto at = 0ms; at < 10min; at += 7s) {
        std::set<std::string> names;
        const auto tokens = demo_tokens(at);
        for (const auto& each : tokens)
            names.insert(each.name);
        EXPECT_EQ(names.size(), tokens.size());
        EXPECT_GE(tokens.size(), 12U);
        EXPECT_LE(tokens.size(), 13U);
    }
}

TEST(demo_script, IsTheSameEachTime) {
    EXPECT_EQ(demo_list(123456ms, start), demo_list(123456ms, start));
}

TEST(demo_script, CrossesTheFirstThresholdHalfAMinuteAfterTheStart) {
    EXPECT_GT(token_at(0s, "team-research").balance, 10'0000);
    EXPECT_LE(token_at(30s, "team-research").balance, 10'0000);
    EXPECT_GT(token_at(30s, "team-research").balance, 2'0000);
}

TEST(demo_script, RunsOutAndIsToppedUp) {
    EXPECT_LE(token_at(110s, "team-research").balance, 2'0000);
    EXPECT_LE(token_at(135s, "team-research").balance, 0);
    EXPECT_EQ(token_at(170s, "team-research").balance, 12'5000);
}

TEST(demo_script, NeverBurnsBackwards) {
    for (auto at = 0ms; at < 169s; at += 100ms)
        EXPECT_GE(token_at(at, "team-research").balance, token_at(at + 100ms, "team-research").balance);
}

TEST(demo_script, BurnsInBurstsToo) {
    EXPECT_GT(token_at(2s, "ci-nightly").balance, token_at(14s, "ci-nightly").balance);
    EXPECT_EQ(token_at(16s, "ci-nightly").balance, token_at(59s, "ci-nightly").balance);
}

TEST(demo_script, OneTokenExpiresAfterNinetySeconds) {
    EXPECT_EQ(token_at(0s, "hackathon-berlin").expires, 90s);
    EXPECT_EQ(token_at(209s, "hackathon-berlin").expires, 90s);
    EXPECT_EQ(token_at(210s, "hackathon-berlin").expires, 390s);
}

TEST(demo_script, OthersComeWithinTwoAndFourteenDaysOfTheirEnd) {
    EXPECT_EQ(token_at(0s, "partner-acme").expires, days(2) + 40s);
    EXPECT_EQ(token_at(0s, "internal-tools").expires, days(14) + 75s);
    EXPECT_EQ(token_at(400s, "partner-acme").expires, days(2) + 440s);
}

TEST(demo_script, OneTokenComesAndGoesAgain) {
    EXPECT_FALSE(listed_at(49s, "translation-batch"));
    EXPECT_TRUE(listed_at(50s, "translation-batch"));
    EXPECT_TRUE(listed_at(199s, "translation-batch"));
    EXPECT_FALSE(listed_at(200s, "translation-batch"));
    EXPECT_TRUE(listed_at(290s, "translation-batch"));
}

TEST(demo_script, TheListIsWhatTheApiSends) {
    const auto parsed = boost::json::parse(demo_list(60s, start));
    std::set<std::string> types;
    for (const auto& each : parsed.as_array()) {
        const auto& token = each.as_object();
        EXPECT_TRUE(token.at("name").is_string());
        EXPECT_THAT(std::string(token.at("token").as_string()), HasSubstr("demo-secret-"));
        EXPECT_TRUE(token.at("active_balance").is_bool());
        types.insert(std::string(token.at("token_type").as_string()));
    }
    EXPECT_EQ(types, (std::set<std::string>{"api_token", "sandbox_api_token"}));
}

TEST(demo_script, BalancesLookLikeMoney) {
    const auto list = demo_list(0s, start);
    EXPECT_THAT(list, HasSubstr(R"("balance":12.50,)"));
    EXPECT_THAT(list, HasSubstr(R"("balance":87.45,)"));
    EXPECT_THAT(list, HasSubstr(R"("balance":0.00,"active_balance":false)"));
    EXPECT_THAT(list, HasSubstr(R"("balance":null,"active_balance":true)"));
    EXPECT_THAT(demo_list(160s, start), HasSubstr(R"("balance":-0.0350,)"));
}

TEST(demo_script, DatesComeInSeveralNotations) {
    const auto list = demo_list(60s, start);
    EXPECT_THAT(list, HasSubstr(R"("2026-03-01T12:01:30Z")"));
    EXPECT_THAT(list, HasSubstr(R"("2026-03-03T14:00:40+02:00")"));
    EXPECT_THAT(list, HasSubstr(R"("2026-03-15 14:01:15+0200")"));
    EXPECT_THAT(list, HasSubstr(R"("2026-03-31T12:00:00.000000Z")"));
}

TEST(demo_script, HoldsARevokedTokenAndOneThatIsRefilled) {
    const auto list = demo_list(0s, start);
    EXPECT_THAT(list, HasSubstr(R"("revoked":true)"));
    EXPECT_THAT(list, HasSubstr(R"("balance_reset_amount":100.00,"balance_reset_period":"monthly")"));
}

TEST(demo_script, TheOneThatIsRefilledLastsForAMonth) {
    const long spent = *token_at(0s, "team-marketing").balance - *token_at(1h, "team-marketing").balance;
    EXPECT_GT(spent, 0);
    EXPECT_LT(spent * 24 * 31, *token_at(0s, "team-marketing").balance);
}

TEST(demo_script, TellsWhatHappens) {
    EXPECT_THAT(changes(0s, 60s), Contains(HasSubstr("team-research is down to 9.")));
    EXPECT_THAT(changes(30s, 60s), Contains("partner-acme expires within 2 days"));
    EXPECT_THAT(changes(40s, 60s), Contains("translation-batch is added"));
    EXPECT_THAT(changes(80s, 100s), Contains("hackathon-berlin has expired"));
    EXPECT_THAT(changes(160s, 180s), Contains("team-research is topped up to 12.50"));
    EXPECT_THAT(changes(190s, 210s), Contains("translation-batch is removed"));
    EXPECT_THAT(changes(200s, 220s), Contains("hackathon-berlin is extended"));
}

TEST(demo_script, TellsEachThresholdOnce) {
    EXPECT_THAT(changes(0s, 169s), Contains(HasSubstr("team-research is down to")).Times(3));
}

TEST(demo_script, TellsNothingWhereNothingHappens) {
    EXPECT_THAT(demo_changes(5s, 5s), IsEmpty());
}

TEST(demo_script, StaysLivelyForHours) {
    for (auto at = milliseconds(0min); at < 6h; at += 5min)
        EXPECT_THAT(changes(at, at + 5min), Not(IsEmpty())) << at.count();
}

} // namespace

} // namespace balanced::simulator
