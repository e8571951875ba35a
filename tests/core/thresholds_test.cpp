#include <balanced/core/thresholds.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;

token_record budgeted(std::string name, std::string type = "api_token") {
    token_record token;
    token.name = std::move(name);
    token.token_type = std::move(type);
    token.active_balance = true;
    token.balance = 50;
    return token;
}

/// As the API describes a token whose balance is refilled.
token_record refilled(std::string period, std::optional<double> amount) {
    token_record token = budgeted("a");
    token.reset_period = std::move(period);
    token.reset_amount = amount;
    return token;
}

/// One override for every token.
tracking_settings overridden(reset_rule rule) {
    tracking_settings settings;
    settings.overrides = {{.match = {{}, "*", {}}, .reset = rule}};
    return settings;
}

threshold_override named(token_match match, double warning, double critical) {
    return {std::move(match), balance_thresholds{true, {warning}, {critical}}, std::nullopt};
}

TEST(thresholds, AreTheDefaultsWithoutAnOverride) {
    EXPECT_EQ(credit_thresholds_for(budgeted("a"), {}), (credit_thresholds{10, 2}));
    EXPECT_EQ(expiry_thresholds_for(budgeted("a"), {}), expiry_thresholds{});
}

TEST(thresholds, NeedABudget) {
    token_record token = budgeted("a");
    token.active_balance = false;
    EXPECT_FALSE(credit_thresholds_for(token, {}));
    token = budgeted("a");
    token.balance.reset();
    EXPECT_FALSE(credit_thresholds_for(token, {}));
}

TEST(thresholds, ComeFromTheFirstOverrideThatFitsAndNamesTheKind) {
    tracking_settings settings;
    settings.account = "prod";
    settings.overrides = {
        named({"other", {}, {}}, 1, 1),
        {{{}, "ci-*", {}}, std::nullopt, expiry_thresholds{true, 1h, 1min}},
        named({{}, "ci-*", {}}, 20, 5),
        named({{}, "*", {}}, 30, 6),
    };
    EXPECT_EQ(credit_thresholds_for(budgeted("ci-1"), settings), (credit_thresholds{20, 5}));
    EXPECT_EQ(credit_thresholds_for(budgeted("team"), settings), (credit_thresholds{30, 6}));
    EXPECT_EQ(expiry_thresholds_for(budgeted("ci-1"), settings).warning, 1h);
    EXPECT_EQ(expiry_thresholds_for(budgeted("team"), settings).warning, 14 * 24h);
}

TEST(thresholds, AnOverrideCanSwitchAKindOffOrOn) {
    tracking_settings settings;
    settings.overrides = {
        {{{}, "a", {}}, balance_thresholds{.enabled = false}, expiry_thresholds{.enabled = false}}};
    EXPECT_FALSE(credit_thresholds_for(budgeted("a"), settings));
    EXPECT_FALSE(expiry_thresholds_for(budgeted("a"), settings).enabled);

    settings.overrides = {named({{}, "a", {}}, 5, 1)};
    settings.balance.enabled = false;
    EXPECT_FALSE(credit_thresholds_for(budgeted("b"), settings));
    EXPECT_EQ(credit_thresholds_for(budgeted("a"), settings), (credit_thresholds{5, 1}));
}

TEST(thresholds, ASandboxTokenHasThemOnlyByAnOverrideOfItsType) {
    const token_record token = budgeted("s", "sandbox_api_token");
    tracking_settings settings;
    EXPECT_FALSE(credit_thresholds_for(token, settings));
    settings.overrides = {named({{}, "s", {}}, 5, 1)};
    EXPECT_FALSE(credit_thresholds_for(token, settings));
    settings.overrides = {{{{}, {}, "sandbox_api_token"}, std::nullopt, expiry_thresholds{.enabled = false}}};
    EXPECT_FALSE(credit_thresholds_for(token, settings)) << "it speaks of the expiry alone";
    settings.overrides = {named({{}, {}, "sandbox_api_token"}, 5, 1)};
    EXPECT_EQ(credit_thresholds_for(token, settings), (credit_thresholds{5, 1}));
}

TEST(thresholds, SharesAreOfTheResetAmountAndNothingWithoutIt) {
    tracking_settings settings;
    settings.balance = {true, {0.2, true}, {0.05, true}};
    token_record token = budgeted("a");
    EXPECT_FALSE(credit_thresholds_for(token, settings));
    token.reset_amount = 200;
    EXPECT_EQ(credit_thresholds_for(token, settings), (credit_thresholds{40, 10}));
}

TEST(thresholds, SharesAreOfAnOverridesAmountWhereTheApiSendsNone) {
    tracking_settings settings = overridden({{}, 100});
    settings.balance = {true, {0.2, true}, {0.05, true}};
    EXPECT_EQ(credit_thresholds_for(budgeted("a"), settings), (credit_thresholds{20, 5}));
    EXPECT_EQ(credit_thresholds_for(refilled("monthly", 200), settings), (credit_thresholds{40, 10}));
    settings.overrides[0].match.token_name = "b";
    EXPECT_FALSE(credit_thresholds_for(budgeted("a"), settings));
}

TEST(thresholds, OneShareWithoutAnAmountLeavesNoBalanceLevel) {
    tracking_settings settings;
    settings.balance = {true, {0.2, true}, {2}};
    EXPECT_FALSE(credit_thresholds_for(budgeted("a"), settings));
    settings.balance = {true, {10}, {0.05, true}};
    EXPECT_FALSE(credit_thresholds_for(budgeted("a"), settings));
}

TEST(runway_thresholds_for, AreTheDefaultsOfWhatHasABudget) {
    EXPECT_EQ(runway_thresholds_for(budgeted("a"), {}), runway_thresholds{});
    token_record token = budgeted("a");
    token.active_balance = false;
    EXPECT_FALSE(runway_thresholds_for(token, {}));
    token = budgeted("a");
    token.balance.reset();
    EXPECT_FALSE(runway_thresholds_for(token, {}));
}

TEST(runway_thresholds_for, ComeFromTheFirstOverrideThatFitsAndNamesTheRunway) {
    tracking_settings settings;
    settings.runway = {true, 10h, 5h};
    settings.overrides = {named({{}, "*", {}}, 20, 5),
                          {.match = {{}, "a", {}}, .runway = runway_thresholds{true, 2h, 1h}},
                          {.match = {{}, "b", {}}, .runway = runway_thresholds{.enabled = false}}};
    EXPECT_EQ(runway_thresholds_for(budgeted("a"), settings), (runway_thresholds{true, 2h, 1h}));
    EXPECT_FALSE(runway_thresholds_for(budgeted("b"), settings));
    EXPECT_EQ(runway_thresholds_for(budgeted("c"), settings), settings.runway);
    settings.runway.enabled = false;
    EXPECT_FALSE(runway_thresholds_for(budgeted("c"), settings));
    EXPECT_TRUE(runway_thresholds_for(budgeted("a"), settings)) << "switched on for it alone";
}

TEST(runway_thresholds_for, DoNotDependOnTheBalanceKind) {
    tracking_settings settings;
    settings.balance.enabled = false;
    EXPECT_TRUE(runway_thresholds_for(budgeted("a"), settings));
    settings.balance = {true, {0.2, true}, {0.05, true}};
    EXPECT_TRUE(runway_thresholds_for(budgeted("a"), settings)) << "though nobody knows the reset amount";
}

TEST(runway_thresholds_for, ASandboxTokenNeedsAnOverrideOfItsTypeThatNamesTheRunway) {
    const token_record token = budgeted("s", "sandbox_api_token");
    const runway_thresholds own{true, 2h, 1h};
    tracking_settings settings;
    EXPECT_FALSE(runway_thresholds_for(token, settings));
    settings.overrides = {{.match = {{}, "s", {}}, .runway = own}};
    EXPECT_FALSE(runway_thresholds_for(token, settings)) << "it is not for the type";
    settings.overrides = {named({{}, {}, "sandbox_api_token"}, 5, 1)};
    EXPECT_FALSE(runway_thresholds_for(token, settings)) << "it speaks of the balance alone";
    EXPECT_TRUE(credit_thresholds_for(token, settings));
    settings.overrides = {{.match = {{}, {}, "sandbox_api_token"}, .runway = own}};
    EXPECT_EQ(runway_thresholds_for(token, settings), own);
    EXPECT_FALSE(credit_thresholds_for(token, settings)) << "it speaks of the runway alone";
    settings.overrides[0].runway->enabled = false;
    EXPECT_FALSE(runway_thresholds_for(token, settings));
}

TEST(reset_of, IsNothingWhereNobodySaysIt) {
    EXPECT_EQ(reset_of(budgeted("a"), {}), reset_rule{});
    EXPECT_EQ(reset_of(budgeted("a"), overridden({})), reset_rule{});
}

TEST(reset_of, IsWhatTheApiSays) {
    const reset_rule by_api{reset_period::weekly, 20};
    EXPECT_EQ(reset_of(refilled("weekly", 20), {}), by_api);
    EXPECT_EQ(reset_of(refilled("weekly", 20), overridden({reset_period::monthly, 100})), by_api);
}

TEST(reset_of, TakesFromAnOverrideOnlyWhatTheApiDoesNotSend) {
    const tracking_settings settings = overridden({reset_period::monthly, 100});
    EXPECT_EQ(reset_of(budgeted("a"), settings), (reset_rule{reset_period::monthly, 100}));
    EXPECT_EQ(reset_of(refilled("daily", {}), settings), (reset_rule{reset_period::daily, 100}));
    EXPECT_EQ(reset_of(refilled("", 20), settings), (reset_rule{reset_period::monthly, 20}));
}

TEST(reset_of, NeverFindsAPeriodWhereTheApiSendsOneThatMeansNone) {
    const tracking_settings settings = overridden({reset_period::monthly, 100});
    for (const auto* period : {"none", "yearly", " "})
        EXPECT_EQ(reset_of(refilled(period, {}), settings), (reset_rule{{}, 100})) << period;
}

TEST(reset_of, GoesByTheFirstOverrideThatFitsAndNamesTheReset) {
    tracking_settings settings;
    settings.account = "prod";
    settings.overrides = {{.match = {"other", {}, {}}, .reset = reset_rule{reset_period::daily, 1}},
                          named({{}, "*", {}}, 20, 5),
                          {.match = {{}, "a", {}}, .reset = reset_rule{{}, 50}},
                          {.match = {{}, "*", {}}, .reset = reset_rule{reset_period::monthly, 100}}};
    EXPECT_EQ(reset_of(budgeted("a"), settings), (reset_rule{{}, 50})) << "the next one adds no period";
    EXPECT_EQ(reset_of(budgeted("b"), settings), (reset_rule{reset_period::monthly, 100}));
}

} // namespace
} // namespace balanced
