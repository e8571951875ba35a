#include "example_tokens.hpp"
#include <balanced/format/performance_data.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

tracked_token budget(std::string name, double balance) {
    tracked_token made = test::token(std::move(name));
    made.record.balance = balance;
    made.record.active_balance = true;
    made.thresholds = credit_thresholds{10, 2.5};
    return made;
}

std::string data_of(std::vector<polled_account> accounts) {
    return performance_data(make_once_report(accounts, "*", time_point()));
}

polled_account account(std::string name, std::vector<tracked_token> tokens) {
    polled_account made;
    made.name = std::move(name);
    made.snapshot.tokens = std::move(tokens);
    return made;
}

TEST(performance_data, ShowsBudgetsWithTheirThresholdsAsRanges) {
    tracked_token unjudged = budget("sandbox", 0.00001);
    unjudged.thresholds.reset();
    tracked_token unlimited = test::token("unlimited");
    unlimited.record.balance = 7;
    EXPECT_EQ(data_of({account("a", {budget("ci", 99999.99), unjudged, unlimited})}),
              "'ci'=99999.99;10:;2.5: 'sandbox'=0.00001");
    EXPECT_EQ(data_of({account("a", {test::token("none")})}), "");
}

TEST(performance_data, NamesTheAccountWhereThereAreSeveral) {
    EXPECT_EQ(data_of({account("a", {budget("x", 1)}), account("b", {budget("x", -2)})}),
              "'a/x'=1;10:;2.5: 'b/x'=-2;10:;2.5:");
}

TEST(performance_data, ShowsRunwaysBehindTheBalances) {
    tracked_token ends = budget("a", 5);
    ends.burn_rate = 0.001;
    ends.balance_seen = time_point();
    ends.runway = std::chrono::milliseconds(5'000'500);
    EXPECT_EQ(data_of({account("x", {ends, budget("b", 1)})}),
              "'a'=5;10:;2.5: 'b'=1;10:;2.5: 'a runway'=5000s;259200:;43200:");
    polled_account off = account("x", {ends});
    off.settings.runway.enabled = false;
    EXPECT_EQ(data_of({off}), "'a'=5;10:;2.5: 'a runway'=5000s");
}

TEST(performance_data, NoNameBreaksALabel) {
    const std::string data = data_of({account("a", {budget("it's=1|\n%\x01 \"né\\\"", 1)})});
    EXPECT_EQ(data, "'it''s%3D1%7C%0A%25%01 \"né\\\"'=1;10:;2.5:");
    EXPECT_EQ(data_of({account("a", {budget("\u202E\xC2\x9B\x7F\xFF", 1)})}),
              "'%E2%80%AE%C2%9B%7F%FF'=1;10:;2.5:");
}

TEST(performance_data, IsBounded) {
    std::vector<tracked_token> tokens;
    for (int i = 100; i < 300; ++i)
        tokens.push_back(budget("t" + std::to_string(i), i));
    const std::string many = data_of({account("a", tokens)});
    EXPECT_EQ(std::ranges::count(many, '='), 50);
    EXPECT_THAT(many, HasSubstr("'t149'="));
    EXPECT_THAT(many, Not(HasSubstr("'t150'=")));
    for (tracked_token& token : tokens)
        token.record.name = std::string(150, 'x') + token.record.name;
    EXPECT_LE(data_of({account("a", tokens)}).size(), 4096U);
    tokens[0].record.balance = 1e300;
    EXPECT_THAT(data_of({account("a", {tokens[0]})}), HasSubstr("=1000000000000000052504760"));
}

TEST(performance_data, DoesNotChangePlacesWithTheLevels) {
    tracked_token worse = budget("z", 0);
    worse.balance_level = level::worst;
    EXPECT_EQ(data_of({account("a", {budget("b", 5), worse})}), "'b'=5;10:;2.5: 'z'=0;10:;2.5:");
}

} // namespace
} // namespace balanced
