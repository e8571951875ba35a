#include "example_tokens.hpp"
#include <balanced/format/once_report.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const time_point now(1'764'540'000s);

tracked_token with_balance(std::string name, double balance, level at) {
    tracked_token made = test::token(std::move(name));
    made.record.balance = balance;
    made.record.active_balance = true;
    made.thresholds = credit_thresholds{10, 2};
    made.balance_level = at;
    return made;
}

tracked_token with_expiry(std::string name, duration left, level at) {
    tracked_token made = test::token(std::move(name));
    made.record.expire_time = now + left;
    made.expiry_level = at;
    return made;
}

polled_account polled(std::string name, std::vector<tracked_token> tokens) {
    polled_account made;
    made.name = std::move(name);
    made.snapshot.tokens = std::move(tokens);
    return made;
}

polled_account failed(std::string name, failure_reason reason, std::string detail) {
    polled_account made;
    made.name = std::move(name);
    made.snapshot.outage.emplace();
    made.snapshot.outage->last.reason = reason;
    made.snapshot.outage->last.detail = std::move(detail);
    return made;
}

const tracked_token fine = with_balance("fine", 50, level::ok);
const tracked_token low = with_balance("low", 8, level::warning);
const tracked_token empty = with_balance("empty", 0, level::worst);
const polled_account away = failed("away", failure_reason::timeout, "no answer");

struct case_of_status {
    const char* what;
    std::vector<polled_account> accounts;
    const char* glob;
    plugin_status status;
    const char* summary;
};

TEST(once_report, JudgesAsPluginsDo) {
    const std::vector<case_of_status> all{
        {"all ok", {polled("a", {fine})}, "*", plugin_status::ok, "1 token is ok"},
        {"a warning",
         {polled("a", {fine, low})},
         "*",
         plugin_status::warning,
         "1 warning of 2 tokens: low warning (8 credits)"},
        {"the worst wins",
         {polled("a", {empty, low})},
         "*",
         plugin_status::critical,
         "1 exhausted, 1 warning of 2 tokens: empty exhausted, low warning (8 credits)"},
        {"a failed poll beats a warning",
         {away, polled("b", {low})},
         "*",
         plugin_status::unknown,
         "poll failed of away (timeout: no answer); 1 warning of 1 token: b/low warning (8 credits)"},
        {"and is beaten by what is critical",
         {away, polled("b", {empty})},
         "*",
         plugin_status::critical,
         "1 exhausted of 1 token: b/empty exhausted; poll failed of away (timeout: no answer)"},
        {"nothing but failures",
         {away},
         "*",
         plugin_status::unknown,
         "poll failed of away (timeout: no answer)"},
        {"an expiry",
         {polled("a", {with_expiry("key", 25h, level::critical)})},
         "*",
         plugin_status::critical,
         "1 critical of 1 token: key critical (1d 1h left)"},
        {"an end",
         {polled("a", {with_expiry("key", -1s, level::worst)})},
         "*",
         plugin_status::critical,
         "1 expired of 1 token: key expired"},
        {"no token at all", {polled("a", {})}, "*", plugin_status::ok, "0 tokens are ok"},
        {"only those that are asked for",
         {polled("a", {empty, fine})},
         "f*",
         plugin_status::ok,
         "1 token is ok"},
        {"none fits", {polled("a", {fine})}, "ci-*", plugin_status::unknown, "no token's name fits ci-*"},
    };
    for (const case_of_status& one : all) {
        const once_report report = make_once_report(one.accounts, one.glob, now);
        EXPECT_EQ(report.status, one.status) << one.what;
        EXPECT_EQ(report.summary, one.summary) << one.what;
    }
}

TEST(once_report, SaysHowLongATokenLasts) {
    tracked_token ending = with_balance("ci-7", 50, level::ok);
    ending.balance_seen = now - 10min;
    ending.runway = 3h + 30min;
    ending.runway_level = level::critical;
    const std::vector accounts{polled("a", {ending, low})};
    const once_report report = make_once_report(accounts, "*", now);
    EXPECT_EQ(report.status, plugin_status::critical);
    EXPECT_EQ(report.summary,
              "1 critical, 1 warning of 2 tokens: ci-7 critical (lasts 3h 20m), low warning (8 credits)");
}

TEST(once_report, StatusesAreTheExitCodesOfPlugins) {
    EXPECT_EQ(static_cast<int>(plugin_status::ok), 0);
    EXPECT_EQ(static_cast<int>(plugin_status::warning), 1);
    EXPECT_EQ(static_cast<int>(plugin_status::critical), 2);
    EXPECT_EQ(static_cast<int>(plugin_status::unknown), 3);
}

TEST(once_report, HasTheWorstFirstAndNamesAFew) {
    const std::vector accounts{
        polled("a", {with_balance("t1", 9, level::warning), with_balance("t2", 1, level::critical)}),
        polled("b", {with_balance("t3", 0, level::worst), with_balance("t4", 9, level::warning)})};
    const once_report report = make_once_report(accounts, "*", now);
    std::vector<std::string> names;
    for (const reported_token& token : report.tokens)
        names.push_back(token.token->record.name);
    EXPECT_THAT(names, ::testing::ElementsAre("t3", "t2", "t1", "t4"));
    EXPECT_THAT(report.summary, HasSubstr("a/t1 warning (9 credits) and 1 more"));
}

TEST(once_report, NoNameBreaksTheFirstLine) {
    const std::string name = "x|\n\x1b[31m\"" + std::string(200, 'y');
    const std::vector accounts{polled("a", {with_balance(name, 1, level::critical)}),
                               failed("b|", failure_reason::decode, std::string(500, '|'))};
    const std::string line =
        first_line(plugin_status::critical, make_once_report(accounts, "*", now).summary);
    EXPECT_THAT(line, StartsWith("EDENAI CRITICAL - "));
    for (const char c : {'|', '\n', '\x1b'})
        EXPECT_EQ(line.find(c), std::string::npos) << int{c};
    EXPECT_LT(line.size(), 400U);
}

TEST(plugin_text, LeavesHarmlessTextAlone) {
    for (const char* text : {"ci-7", "a b", "日本", "{x}", "50%"})
        EXPECT_EQ(plugin_text(text), text);
}

TEST(plugin_text, QuotesAndEscapesTheRest) {
    EXPECT_EQ(plugin_text(" a"), "\" a\"");
    EXPECT_EQ(plugin_text("a|b||"), "\"a\\u007cb\\u007c\\u007c\"");
    EXPECT_EQ(plugin_text("a\"b"), "\"a\\\"b\"");
    EXPECT_EQ(plugin_text("a\x1b[0m\n"), "\"a\\u001b[0m\\n\"");
    EXPECT_EQ(plugin_text("\u202Ea"), "\"\\u202ea\"");
    EXPECT_EQ(plugin_text("\xff"), "\"\uFFFD\"");
}

TEST(once_fault_text, SaysEveryFault) {
    EXPECT_EQ(once_fault_text(std::vector<std::string>{"a.yml:1:1: no"}), "EDENAI UNKNOWN - a.yml:1:1: no\n");
    EXPECT_EQ(once_fault_text(std::vector<std::string>{"one|", "two\nlines"}),
              "EDENAI UNKNOWN - one¦ (and 1 more)\none¦\ntwo lines\n");
}

} // namespace
} // namespace balanced
