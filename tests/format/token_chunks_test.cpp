#include "example_tokens.hpp"
#include <balanced/format/metric_families.hpp>
#include <balanced/format/token_chunks.hpp>

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace balanced {
namespace {

using test::full_token;
using test::token;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

account_snapshot snapshot_of(std::vector<tracked_token> tokens) {
    account_snapshot made;
    made.tokens = std::move(tokens);
    made.resets = test::resets_at_new_month;
    return made;
}

std::string chunk(const token_chunks& chunks, std::string_view family) {
    std::size_t index = 0;
    for (const metric_family& of : metric_families()) {
        if (of.name == family)
            return chunks.by_family.at(index);
        index += of.scope == family_scope::token ? 1 : 0;
    }
    return "no such family";
}

std::string rendered(const account_snapshot& snapshot, std::string_view family) {
    return chunk(render_tokens("prod", snapshot, {}), family);
}

/// The text behind the family's name of a single series.
std::string rendered(const tracked_token& one, std::string_view family) {
    const std::string line = rendered(snapshot_of({one}), family);
    return line.empty() ? line : line.substr(family.size());
}

TEST(token_chunks, AllThatAFullTokenSays) {
    const std::string labels = R"({account="prod",token_name="ci")";
    const tracked_token ci = full_token("ci");
    EXPECT_EQ(rendered(ci, "edenai_token_active_balance"), labels + "} 1\n");
    EXPECT_EQ(rendered(ci, "edenai_token_added_credits_total"), labels + "} 7\n");
    EXPECT_EQ(rendered(ci, "edenai_token_balance_credits"), labels + "} 99999.99\n");
    EXPECT_EQ(rendered(ci, "edenai_token_balance_threshold_credits"),
              labels + ",severity=\"critical\"} 2.5\nedenai_token_balance_threshold_credits" + labels +
                  ",severity=\"warning\"} 10\n");
    EXPECT_EQ(rendered(ci, "edenai_token_burn_credits_per_second"), labels + "} 33.33333\n");
    EXPECT_EQ(rendered(ci, "edenai_token_consumed_credits_total"), labels + "} 0.30000000000000004\n");
    EXPECT_EQ(rendered(ci, "edenai_token_exhaustion_timestamp_seconds"), labels + "} 1764543000.25\n");
    EXPECT_EQ(rendered(ci, "edenai_token_expire_timestamp_seconds"), labels + "} 1764547200.123456\n");
    EXPECT_EQ(rendered(ci, "edenai_token_info"),
              labels + ",token_type=\"api_token\",reset_period=\"monthly\"} 1\n");
    EXPECT_EQ(rendered(ci, "edenai_token_level"), labels + ",kind=\"balance\"} 0\nedenai_token_level" +
                                                      labels + ",kind=\"expiry\"} 2\nedenai_token_level" +
                                                      labels + ",kind=\"runway\"} 2\n");
    EXPECT_EQ(rendered(ci, "edenai_token_reset_amount_credits"), labels + "} 100\n");
    EXPECT_EQ(rendered(ci, "edenai_token_reset_timestamp_seconds"), labels + "} 1764543600\n");
    EXPECT_EQ(rendered(ci, "edenai_token_usable"), labels + "} 1\n");
}

TEST(token_chunks, WhatIsUnknownIsAbsent) {
    const tracked_token bare = token("bare");
    for (const auto family :
         {"edenai_token_balance_credits", "edenai_token_balance_threshold_credits",
          "edenai_token_added_credits_total", "edenai_token_consumed_credits_total",
          "edenai_token_expire_timestamp_seconds", "edenai_token_level", "edenai_token_reset_amount_credits",
          "edenai_token_burn_credits_per_second", "edenai_token_exhaustion_timestamp_seconds",
          "edenai_token_reset_timestamp_seconds"})
        EXPECT_EQ(rendered(bare, family), "") << family;
    EXPECT_THAT(rendered(bare, "edenai_token_active_balance"), HasSubstr("} 0\n"));
    EXPECT_THAT(rendered(bare, "edenai_token_info"),
                HasSubstr("token_type=\"api_token\",reset_period=\"\"} 1\n"));
}

TEST(token_chunks, ABalanceIsShownEvenWhereItIsNotEnforced) {
    tracked_token one = token("x");
    one.record.balance = -0.25;
    one.last_balance = -0.25;
    EXPECT_THAT(rendered(one, "edenai_token_balance_credits"), HasSubstr("} -0.25\n"));
    EXPECT_THAT(rendered(one, "edenai_token_active_balance"), HasSubstr("} 0\n"));
    EXPECT_THAT(rendered(one, "edenai_token_consumed_credits_total"), HasSubstr("} 0\n"));
}

TEST(token_chunks, TotalsStayWhereTheBalanceIsGone) {
    tracked_token one = full_token("x");
    one.record.balance.reset();
    one.balance_level.reset();
    one.runway_level.reset();
    EXPECT_EQ(rendered(one, "edenai_token_balance_credits"), "");
    EXPECT_THAT(rendered(one, "edenai_token_consumed_credits_total"), HasSubstr("} 0.30000000000000004\n"));
    EXPECT_THAT(rendered(one, "edenai_token_added_credits_total"), HasSubstr("} 7\n"));
    EXPECT_THAT(rendered(one, "edenai_token_level"),
                AllOf(HasSubstr("expiry"), testing::Not(HasSubstr("balance"))));
}

TEST(token_chunks, LevelsAreNumbers) {
    for (const auto& [at, number] : {std::pair(level::ok, "0"), std::pair(level::warning, "1"),
                                     std::pair(level::critical, "2"), std::pair(level::worst, "3")}) {
        tracked_token one = token("x");
        one.balance_level = at;
        EXPECT_EQ(rendered(one, "edenai_token_level"),
                  std::string(R"({account="prod",token_name="x",kind="balance"} )") + number + "\n");
    }
}

TEST(token_chunks, ATokenThatIsIdleOrLastsUntilItsResetHasNoEnd) {
    tracked_token one = full_token("x");
    one.runway.reset();
    one.runway_level = level::ok;
    EXPECT_EQ(rendered(one, "edenai_token_exhaustion_timestamp_seconds"), "");
    EXPECT_THAT(rendered(one, "edenai_token_burn_credits_per_second"), HasSubstr("} 33.33333\n"));
    EXPECT_THAT(rendered(one, "edenai_token_level"), HasSubstr("kind=\"runway\"} 0\n"));
    one.burn_rate = 0;
    EXPECT_THAT(rendered(one, "edenai_token_burn_credits_per_second"), HasSubstr("} 0\n"));
    one.burn_rate = 1e-9;
    EXPECT_THAT(rendered(one, "edenai_token_burn_credits_per_second"), HasSubstr("} 1e-09\n"));
}

TEST(token_chunks, AResetMayBeKnownFromAnOverrideAlone) {
    tracked_token one = token("x");
    one.reset = reset_period::weekly;
    one.reset_amount = 25;
    EXPECT_THAT(rendered(one, "edenai_token_reset_amount_credits"), HasSubstr("} 25\n"));
    EXPECT_THAT(rendered(one, "edenai_token_reset_timestamp_seconds"), HasSubstr("} 1764543600\n"));
    EXPECT_THAT(rendered(one, "edenai_token_info"), HasSubstr("reset_period=\"\"} 1\n"));
}

TEST(token_chunks, WithoutACalendarNoResetIsForeseen) {
    account_snapshot snapshot = snapshot_of({full_token("x")});
    snapshot.resets.reset();
    EXPECT_EQ(rendered(snapshot, "edenai_token_reset_timestamp_seconds"), "");
    EXPECT_NE(rendered(snapshot, "edenai_token_reset_amount_credits"), "");
}

TEST(token_chunks, AnUnusableToken) {
    tracked_token one = token("x");
    one.usable = false;
    EXPECT_THAT(rendered(one, "edenai_token_usable"), HasSubstr("} 0\n"));
}

TEST(token_chunks, StaleDataSaysNothingOfBalances) {
    account_snapshot snapshot = snapshot_of({full_token("x")});
    const token_chunks fresh = render_tokens("prod", snapshot, {});
    snapshot.stale = true;
    const token_chunks stale = render_tokens("prod", snapshot, {});
    for (const auto family : {"edenai_token_balance_credits", "edenai_token_burn_credits_per_second",
                              "edenai_token_exhaustion_timestamp_seconds", "edenai_token_usable"}) {
        EXPECT_NE(chunk(fresh, family), "") << family;
        EXPECT_EQ(chunk(stale, family), "") << family;
    }
    EXPECT_EQ(chunk(stale, "edenai_token_level"),
              "edenai_token_level{account=\"prod\",token_name=\"x\",kind=\"expiry\"} 2\n");
    for (const auto family : {"edenai_token_active_balance", "edenai_token_added_credits_total",
                              "edenai_token_balance_threshold_credits", "edenai_token_consumed_credits_total",
                              "edenai_token_expire_timestamp_seconds", "edenai_token_info",
                              "edenai_token_reset_amount_credits", "edenai_token_reset_timestamp_seconds"}) {
        EXPECT_NE(chunk(stale, family), "") << family;
        EXPECT_EQ(chunk(stale, family), chunk(fresh, family)) << family;
    }
}

TEST(token_chunks, TokensKeepTheirOrder) {
    EXPECT_EQ(rendered(snapshot_of({token("a"), token("b"), token("b#2")}), "edenai_token_usable"),
              "edenai_token_usable{account=\"prod\",token_name=\"a\"} 1\n"
              "edenai_token_usable{account=\"prod\",token_name=\"b\"} 1\n"
              "edenai_token_usable{account=\"prod\",token_name=\"b#2\"} 1\n");
}

TEST(token_chunks, HostileTextIsEscapedWhereverItStands) {
    tracked_token one = token("a\"} 1\nforged{x=\"\\");
    one.record.token_type = "t\"\\\n";
    one.record.reset_period = "r\"\\\n";
    EXPECT_EQ(chunk(render_tokens("acc\"\\\n", snapshot_of({one}), {}), "edenai_token_info"),
              R"(edenai_token_info{account="acc\"\\\n",token_name="a\"} 1\nforged{x=\"\\",)"
              R"(token_type="t\"\\\n",reset_period="r\"\\\n"} 1)"
              "\n");
}

TEST(token_chunks, ThereIsOneForEachTokenFamilyEvenWithoutTokens) {
    std::size_t families = 0;
    for (const metric_family& of : metric_families())
        families += of.scope == family_scope::token ? 1 : 0;
    const token_chunks none = render_tokens("prod", {}, {});
    EXPECT_EQ(none.by_family, std::vector<std::string>(families));
    EXPECT_THAT(none.by_type, IsEmpty());
    EXPECT_EQ(deflate_tokens(none).by_family.size(), families);
}

TEST(token_chunks, EveryTokenFamilyHasSeries) {
    const token_chunks chunks = render_tokens("prod", snapshot_of({full_token("x")}), {});
    for (const metric_family& of : metric_families()) {
        if (of.scope == family_scope::token) {
            EXPECT_NE(chunk(chunks, of.name), "") << of.name;
        }
    }
}

TEST(token_chunks, ExcludedFamiliesAreNotRendered) {
    const token_chunks all = render_tokens("prod", snapshot_of({full_token("x")}), {});
    const token_chunks some =
        render_tokens("prod", snapshot_of({full_token("x")}), {"edenai_token_level", "edenai_up"});
    EXPECT_EQ(chunk(some, "edenai_token_level"), "");
    for (const metric_family& of : metric_families()) {
        if (of.scope == family_scope::token && of.name != "edenai_token_level") {
            EXPECT_EQ(chunk(some, of.name), chunk(all, of.name)) << of.name;
        }
    }
    EXPECT_THAT(some.by_type, ElementsAre(Pair("api_token", 1)));
}

TEST(token_chunks, TypesAreCounted) {
    tracked_token sandbox = token("c");
    sandbox.record.token_type = "sandbox_api_token";
    tracked_token untyped = token("d");
    untyped.record.token_type = "";
    EXPECT_THAT(render_tokens("prod", snapshot_of({token("a"), token("b"), sandbox, untyped}), {}).by_type,
                ElementsAre(Pair("", 1), Pair("api_token", 2), Pair("sandbox_api_token", 1)));
}

} // namespace
} // namespace balanced
