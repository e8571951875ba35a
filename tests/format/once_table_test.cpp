#include "example_tokens.hpp"
#include <balanced/format/once_table.hpp>
#include <balanced/format/text_width.hpp>

#include <gmock/gmock.h>

#include <sstream>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

const time_point now(1'764'540'000s); // 2025-11-30T22:00:00Z

tracked_token full(std::string name, double balance, level at) {
    tracked_token made = test::token(std::move(name));
    made.record.balance = balance;
    made.record.active_balance = true;
    made.record.expire_time = now + 26h;
    made.thresholds = credit_thresholds{10, 2};
    made.balance_level = at;
    made.expiry_level = level::critical;
    return made;
}

std::vector<polled_account> one_account(std::vector<tracked_token> tokens) {
    polled_account made;
    made.name = "production";
    made.snapshot.tokens = std::move(tokens);
    return {made};
}

std::string text_of(const std::vector<polled_account>& accounts, const text_style& style) {
    return once_text(make_once_report(accounts, "*", now), style);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

TEST(once_table, ShowsEachTokenUnderTheFirstLine) {
    tracked_token plain = test::token("plain");
    plain.record.balance = 3;
    EXPECT_EQ(text_of(one_account({full("ci", 1.23456789, level::critical), plain}), {.columns = 100}),
              "EDENAI CRITICAL - 1 critical of 2 tokens: ci critical (1.2346 credits) | "
              "'ci'=1.23456789;10:;2:\n"
              "ACCOUNT     TOKEN  TYPE       BALANCE  LEVEL     EXPIRES      LEFT  LEVEL\n"
              "production  ci     api_token   1.2346  critical  2025-12-02  1d 2h  critical\n"
              "production  plain  api_token        -  -         -               -  -\n");
}

TEST(once_table, ShowsTheRunwayWhereOneIsKnown) {
    tracked_token ending = full("ci", 5, level::warning);
    ending.burn_rate = 0.001;
    ending.balance_seen = now;
    ending.runway = 76h;
    ending.runway_level = level::ok;
    tracked_token lasting = full("no", 5, level::warning);
    lasting.burn_rate = 0.001;
    lasting.reset = reset_period::daily;
    const auto lines = lines_of(text_of(one_account({ending, lasting}), {.columns = 80}));
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(lines[1], "TOKEN  BALANCE  LEVEL             RUNWAY  LEVEL  EXPIRES      LEFT  LEVEL");
    EXPECT_EQ(lines[2], "ci           5  warning          3 d 4 h  ok     2025-12-02  1d 2h  critical");
    EXPECT_EQ(lines[3], "no           5  warning  until the reset  -      2025-12-02  1d 2h  critical");
}

TEST(once_table, HasNoRunwayWithoutAMemory) {
    const std::string text = text_of(one_account({full("ci", 0, level::worst)}), {.columns = 100});
    EXPECT_EQ(text.find("RUNWAY"), std::string::npos) << "that it is gone needs none";
}

TEST(once_table, GivesColumnsUpWhereThereIsNoRoom) {
    const auto accounts = one_account({full("a-rather-long-token-name-it-is", 5, level::warning)});
    const std::vector<std::pair<std::size_t, std::string>> headers{
        {200,
         "ACCOUNT     TOKEN                           TYPE       BALANCE  LEVEL    EXPIRES      LEFT  LEVEL"},
        {90, "ACCOUNT     TOKEN                           BALANCE  LEVEL    EXPIRES      LEFT  LEVEL"},
        {80, "TOKEN                           BALANCE  LEVEL    EXPIRES      LEFT  LEVEL"},
        {60, "TOKEN                      BALANCE  LEVEL     LEFT  LEVEL"},
    };
    for (const auto& [columns, header] : headers) {
        const auto lines = lines_of(text_of(accounts, {.columns = columns}));
        ASSERT_EQ(lines.size(), 3U);
        EXPECT_EQ(lines[1], header);
        EXPECT_LE(display_width(lines[1]), columns);
        EXPECT_LE(display_width(lines[2]), columns);
    }
    EXPECT_THAT(text_of(accounts, {.columns = 60}), HasSubstr("…"));
    EXPECT_THAT(text_of(accounts, {.columns = 1}), HasSubstr("a-rathe…"));
}

TEST(once_table, KeepsWideNamesInLine) {
    const auto lines = lines_of(text_of(
        one_account({full("日本語のトークン", 5, level::warning), full("ascii", 5, level::warning)}), {}));
    ASSERT_EQ(lines.size(), 4U);
    const auto column_of = [](const std::string& line) {
        return display_width(std::string_view(line).substr(0, line.find("warning")));
    };
    EXPECT_EQ(column_of(lines[2]), column_of(lines[3]));
}

TEST(once_table, IsColouredOnlyOnDemand) {
    const auto accounts = one_account({full("ci", 0, level::worst)});
    EXPECT_THAT(text_of(accounts, {}), Not(HasSubstr("\x1b")));
    const std::string coloured = text_of(accounts, {.columns = 80, .colour = true});
    EXPECT_THAT(coloured, HasSubstr("\x1b[1;31mexhausted\x1b[0m"));
    EXPECT_THAT(coloured, HasSubstr("\x1b[31mcritical\x1b[0m"));
    EXPECT_THAT(lines_of(coloured)[0], Not(HasSubstr("\x1b")));
}

TEST(once_table, NoNameDrivesTheTerminalOrPassesForData) {
    const std::string text =
        text_of(one_account({full("\x1b[2J|x\ny", 5, level::warning)}), {.columns = 200, .colour = false});
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_EQ(lines_of(text).size(), 3U);
    EXPECT_EQ(std::ranges::count(text, '|'), 1);
}

TEST(once_table, SaysWhichPollsFailed) {
    polled_account away;
    away.name = "away";
    away.snapshot.outage.emplace();
    away.snapshot.outage->last = {.reason = failure_reason::dns, .detail = "no such host|"};
    EXPECT_EQ(text_of({away}, {}), "EDENAI UNKNOWN - poll failed of away (\"dns: no such host\\u007c\")\n"
                                   "away: poll failed: \"dns: no such host\\u007c\"\n");
}

TEST(once_table, NeverShowsAnEmptyBalanceForASmallOne) {
    EXPECT_THAT(text_of(one_account({full("a", 0.00001, level::critical)}), {}), HasSubstr(" 1e-05 "));
    EXPECT_THAT(text_of(one_account({full("a", 0.3 - 0.1, level::critical)}), {}), HasSubstr(" 0.2 "));
}

TEST(once_table, AnEndThatHasPassedIsNegative) {
    tracked_token ended = full("a", 5, level::ok);
    ended.record.expire_time = now - 3 * 24h;
    ended.expiry_level = level::worst;
    EXPECT_THAT(text_of(one_account({ended}), {}), HasSubstr(" -3d  expired"));
}

} // namespace
} // namespace balanced
