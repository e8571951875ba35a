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

} // namespace
} // namespace balanced
