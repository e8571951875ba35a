#include "config_files.hpp"

#include <gmock/gmock.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::SizeIs;

tracking_settings tracking_with(const std::string& more) {
    const settings read = good_settings("accounts: [{authorization: {credentials_file: k}}]\n" + more);
    return read.accounts.at(0).tracking;
}

balance_thresholds balance_of(const std::string& levels) {
    return tracking_with("thresholds: {balance: " + levels + "}").balance;
}

/// Of an override under the configured thresholds.
balance_thresholds overridden(const std::string& thresholds, const std::string& levels) {
    const auto read = tracking_with("thresholds: {balance: " + thresholds +
                                    "}\noverrides: [{match: {token_name: a}, balance: " + levels + "}]");
    return read.overrides.at(0).balance.value();
}

balance_thresholds credits(double warning, double critical) {
    return {true, {warning, false}, {critical, false}};
}

TEST(read_thresholds, KeepsTheDefaultsOfWhatIsLeftOut) {
    EXPECT_EQ(tracking_with("thresholds: {}"), tracking_settings{});
    EXPECT_EQ(balance_of("{}"), credits(10, 2));
    EXPECT_EQ(balance_of("{warning: 50}"), credits(50, 2));
    EXPECT_EQ(balance_of("{critical: 3}"), credits(10, 3));
    EXPECT_EQ(tracking_with("thresholds: {expiry: {critical: 1d}}").expiry,
              (expiry_thresholds{true, days(14), days(1)}));
}

TEST(read_thresholds, TreatsTheRunwayLikeTheOtherKinds) {
    const auto runway_of = [](const std::string& levels) {
        return tracking_with("thresholds: {runway: " + levels + "}").runway;
    };
    EXPECT_EQ(runway_of("{}"), runway_thresholds{});
    EXPECT_EQ(runway_of("{warning: 1d, critical: 1h}"), (runway_thresholds{true, days(1), 1h}));
    EXPECT_EQ(runway_of("{warning: 1h}"), (runway_thresholds{true, 1h, 1h}));
    EXPECT_EQ(runway_of("{critical: 4d}"), (runway_thresholds{true, days(4), days(4)}));
    EXPECT_FALSE(runway_of("off").enabled);
    const auto read = tracking_with("thresholds: {runway: {warning: 5d, critical: 4d}}\n"
                                    "overrides:\n"
                                    "  - {match: {token_name: a}, runway: {warning: 2d}}\n"
                                    "  - {match: {token_name: b}, runway: {critical: 6d}}\n"
                                    "  - {match: {token_name: c}, runway: off}\n");
    ASSERT_THAT(read.overrides, SizeIs(3));
    EXPECT_EQ(read.overrides[0].runway, (runway_thresholds{true, days(2), days(2)}));
    EXPECT_EQ(read.overrides[1].runway, (runway_thresholds{true, days(6), days(6)}));
    EXPECT_EQ(read.overrides[2].runway, (runway_thresholds{false, days(5), days(4)}));
    EXPECT_EQ(read.overrides[0].balance, std::nullopt);
}

TEST(read_thresholds, LowersCriticalToALoneWarning) {
    EXPECT_EQ(balance_of("{warning: 1}"), credits(1, 1));
    EXPECT_EQ(balance_of("{warning: 2}"), credits(2, 2));
    EXPECT_EQ(balance_of("{warning: 0}"), credits(0, 0));
    EXPECT_EQ(tracking_with("thresholds: {expiry: {warning: 1h}}").expiry, (expiry_thresholds{true, 1h, 1h}));
}

TEST(read_thresholds, RaisesWarningToALoneCritical) {
    EXPECT_EQ(balance_of("{critical: 11}"), credits(11, 11));
    EXPECT_EQ(tracking_with("thresholds: {expiry: {critical: 30d}}").expiry,
              (expiry_thresholds{true, days(30), days(30)}));
}

TEST(read_thresholds, ComparesAmountsOfOneKindOnly) {
    EXPECT_EQ(balance_of("{warning: 1%}"), (balance_thresholds{true, {0.01, true}, {2, false}}));
    EXPECT_EQ(balance_of("{critical: 100%}"), (balance_thresholds{true, {10, false}, {1, true}}));
    EXPECT_EQ(balance_of("{warning: 5%, critical: 20}"),
              (balance_thresholds{true, {0.05, true}, {20, false}}));
}

TEST(read_thresholds, AllowsEqualThresholds) {
    EXPECT_EQ(balance_of("{warning: 5, critical: 5}"), credits(5, 5));
}

TEST(read_thresholds, SwitchesAKindOff) {
    for (const auto* off : {"off", "false", "'off'", "no"}) {
        const auto read =
            tracking_with("thresholds: {balance: " + std::string(off) + ", expiry: " + off + "}");
        EXPECT_FALSE(read.balance.enabled) << off;
        EXPECT_FALSE(read.expiry.enabled) << off;
    }
}

TEST(read_thresholds, InheritsTheConfiguredThresholdsInOverrides) {
    EXPECT_EQ(overridden("{warning: 50, critical: 20}", "{warning: 60}"), credits(60, 20));
    EXPECT_EQ(overridden("{warning: 50, critical: 20}", "{warning: 5}"), credits(5, 5));
    EXPECT_EQ(overridden("{warning: 50, critical: 20}", "{critical: 70}"), credits(70, 70));
    EXPECT_EQ(overridden("{warning: 50, critical: 20}", "{}"), credits(50, 20));
    EXPECT_EQ(overridden("{warning: 50%, critical: 20%}", "{warning: 1}"),
              (balance_thresholds{true, {1, false}, {0.2, true}}));
}

TEST(read_thresholds, InheritsWhereverThresholdsStand) {
    const auto read = tracking_with("overrides: [{match: {token_name: a}, expiry: {warning: 9d}}]\n"
                                    "thresholds: {expiry: {warning: 8d, critical: 7d}}");
    EXPECT_EQ(read.overrides.at(0).expiry, (expiry_thresholds{true, days(9), days(7)}));
    EXPECT_EQ(read.overrides.at(0).balance, std::nullopt);
}

TEST(read_thresholds, SwitchesAKindOnAgainInOverrides) {
    EXPECT_EQ(overridden("off", "{warning: 5}"), credits(5, 2));
    EXPECT_EQ(overridden("off", "{}"), credits(10, 2));
    EXPECT_FALSE(overridden("{}", "off").enabled);
}

TEST(read_thresholds, KeepsTheOrderOfOverrides) {
    const auto read = tracking_with("overrides:\n"
                                    "  - {match: {token_name: b}, balance: off}\n"
                                    "  - {match: {token_name: a}, expiry: off}\n"
                                    "  - {match: {token_type: c}, runway: off}\n");
    ASSERT_THAT(read.overrides, SizeIs(3));
    EXPECT_EQ(read.overrides[0].match, (token_match{{}, "b", {}}));
    EXPECT_EQ(read.overrides[1].match, (token_match{{}, "a", {}}));
    EXPECT_EQ(read.overrides[2].match, (token_match{{}, {}, "c"}));
}

TEST(read_thresholds, TakesWhatAnOverrideSaysOfTheReset) {
    const auto reset_of = [](const std::string& reset) {
        const auto read = tracking_with("overrides: [{match: {token_name: a}, reset: " + reset + "}]");
        EXPECT_EQ(read.overrides.at(0).balance, std::nullopt);
        return read.overrides.at(0).reset.value();
    };
    EXPECT_EQ(reset_of("{period: weekly, amount: 100}"), (reset_rule{reset_period::weekly, 100}));
    EXPECT_EQ(reset_of("{period: 'daily'}"), (reset_rule{reset_period::daily, {}}));
    EXPECT_EQ(reset_of("{amount: 0.5}"), (reset_rule{{}, 0.5}));
}

TEST(read_thresholds, TakesTheForecastOfEveryAccount) {
    const auto forecast_of = [](const std::string& forecast) {
        return tracking_with("forecast: " + forecast).forecast;
    };
    EXPECT_EQ(forecast_of("{}"), (forecast_settings{6h, 15min}));
    EXPECT_EQ(forecast_of("{half_life: 1ms}"), (forecast_settings{1ms, 15min}));
    EXPECT_EQ(forecast_of("{min_span: 0}"), (forecast_settings{6h, 0s}));
    EXPECT_EQ(forecast_of("{half_life: 1d, min_span: 2h}"), (forecast_settings{days(1), 2h}));
}

TEST(read_thresholds, GoesIntoEveryAccount) {
    const settings read =
        good_settings("accounts:\n"
                      "  - {name: a, authorization: {credentials_file: k}, stale_after: 2h}\n"
                      "  - {name: b, authorization: {credentials_file: k}}\n"
                      "thresholds: {hysteresis: 0, runway: off}\n"
                      "forecast: {half_life: 3h}\n"
                      "overrides: [{match: {account: a}, balance: off}]\n");
    ASSERT_THAT(read.accounts, SizeIs(2));
    for (const account_settings& account : read.accounts) {
        EXPECT_EQ(account.tracking.hysteresis, 0);
        EXPECT_FALSE(account.tracking.runway.enabled);
        EXPECT_EQ(account.tracking.forecast.half_life, 3h);
        EXPECT_THAT(account.tracking.overrides, SizeIs(1));
    }
    EXPECT_EQ(read.accounts[0].tracking.stale_after, 2h);
    EXPECT_EQ(read.accounts[1].tracking.stale_after, 1h);
}

} // namespace
} // namespace balanced
