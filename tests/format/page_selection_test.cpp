#include "example_page.hpp"
#include <balanced/format/page_selection.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

constexpr time_point now{std::chrono::seconds(1'764'540'000)};

tracked_token budgeted(std::string name, level at, std::optional<duration> runway = {}) {
    tracked_token made = test::token(std::move(name));
    made.record.balance = at == level::worst ? 0 : 5;
    made.record.active_balance = true;
    made.balance_level = at;
    made.balance_seen = now;
    made.runway = runway;
    return made;
}

tracked_token expiring(std::string name, level at, duration left) {
    tracked_token made = test::token(std::move(name));
    made.record.expire_time = now + left;
    made.expiry_level = at;
    return made;
}

account_view view(std::string account, std::vector<tracked_token> tokens, bool stale = false) {
    account_snapshot snapshot;
    snapshot.tokens = std::move(tokens);
    snapshot.stale = stale;
    account_view made;
    made.account = std::move(account);
    made.snapshot = std::make_shared<const account_snapshot>(std::move(snapshot));
    return made;
}

std::vector<std::string> names(const page_selection& selection) {
    std::vector<std::string> all;
    for (const page_row& row : selection.rows)
        all.push_back(row.account->account + "/" + row.token().record.name);
    return all;
}

TEST(page_selection, HasTheWorstFirstAndOfEqualsTheSoonestEnd) {
    const std::vector<account_view> views{
        view("a", {budgeted("fine", level::ok), budgeted("later", level::critical, 5h),
                   budgeted("zero", level::worst, 0h)}),
        view("b", {budgeted("aa", level::critical), expiring("ends", level::critical, 2h),
                   budgeted("low", level::warning), budgeted("sooner", level::critical, 1h)})};
    EXPECT_THAT(names(select_rows(views, {})),
                ElementsAre("a/zero", "b/sooner", "b/ends", "a/later", "b/aa", "b/low", "a/fine"));
}

TEST(page_selection, WhatIsNotKnownComesBeforeWhatIsOk) {
    const std::vector<account_view> views{view("a", {budgeted("fine", level::ok, 1h)}),
                                          view("b", {budgeted("old", level::worst)}, true),
                                          view("c", {budgeted("low", level::warning)})};
    EXPECT_THAT(names(select_rows(views, {})), ElementsAre("c/low", "b/old", "a/fine"));
}

TEST(page_selection, GoesByAccountAndNameWhereNothingElseDiffers) {
    const std::vector<account_view> views{view("a", {test::token("x"), test::token("y")}),
                                          view("b", {test::token("a")})};
    EXPECT_THAT(names(select_rows(views, {})), ElementsAre("a/x", "a/y", "b/a"));
}

TEST(page_selection, IsWhatTheQueryAsksFor) {
    const std::vector<account_view> views{
        view("a",
             {budgeted("ci-1", level::ok), budgeted("ci-2", level::worst), budgeted("dev", level::worst)}),
        view("b", {budgeted("ci-3", level::worst)})};
    token_query query;
    query.account = "a";
    query.name = "ci-*";
    query.level = level_choice::exhausted;
    const page_selection selection = select_rows(views, query);
    EXPECT_THAT(names(selection), ElementsAre("a/ci-2"));
    EXPECT_EQ(selection.counts.tokens, 2U) << "of any level";
    EXPECT_EQ(selection.counts.exhausted, 1U);
    EXPECT_EQ(selection.counts.ok, 1U);
}

TEST(page_selection, CountsByTheWorstLevel) {
    tracked_token both = budgeted("both", level::worst);
    both.expiry_level = level::worst;
    const std::vector<account_view> views{
        view("a", {both, budgeted("low", level::warning), expiring("old", level::worst, -1h),
                   expiring("soon", level::critical, 1h), test::token("x")})};
    const level_counts counts = select_rows(views, {}).counts;
    EXPECT_EQ(counts.tokens, 5U);
    EXPECT_EQ(counts.exhausted, 1U);
    EXPECT_EQ(counts.expired, 2U);
    EXPECT_EQ(counts.critical, 1U);
    EXPECT_EQ(counts.warning, 1U);
    EXPECT_EQ(counts.ok, 1U);
    EXPECT_EQ(counts.unknown, 0U);
}

TEST(page_selection, AStaleBalanceIsNeitherGoodNorBad) {
    const std::vector<account_view> views{view(
        "a", {expiring("ends", level::warning, 1h), test::token("free"), budgeted("spent", level::worst, 0h)},
        true)};
    const page_selection selection = select_rows(views, {});
    EXPECT_THAT(names(selection), ElementsAre("a/ends", "a/spent", "a/free"));
    EXPECT_EQ(selection.counts.exhausted, 0U);
    EXPECT_EQ(selection.counts.unknown, 1U);
    EXPECT_EQ(selection.counts.ok, 1U);
    EXPECT_TRUE(is_level_unknown(*views[0].snapshot, selection.rows[1].token()));
    EXPECT_FALSE(is_level_unknown(*views[0].snapshot, selection.rows[0].token()));
}

TEST(page_selection, HasNoMoreRowsThanAPageBears) {
    std::vector<tracked_token> many;
    for (int i = 0; i < 2000; ++i)
        many.push_back(budgeted("t" + std::to_string(10'000 + i), i == 1999 ? level::worst : level::ok));
    const std::vector<account_view> views{view("a", many)};
    const page_selection selection = select_rows(views, {});
    EXPECT_EQ(selection.rows.size(), most_rows);
    EXPECT_EQ(selection.selected, 2000U);
    EXPECT_EQ(selection.rows.front().token().record.name, "t11999");
    token_query query;
    query.limit = 3;
    EXPECT_EQ(select_rows(views, query).rows.size(), 3U);
    query.limit = 600;
    EXPECT_EQ(select_rows(views, query).rows.size(), most_rows);
}

} // namespace
} // namespace balanced
