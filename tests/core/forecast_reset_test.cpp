#include "burning.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;

TEST(forecast_reset, ARecoveryWithoutAnEndHasNoValue) {
    burning h(3, 1.0 / 60);
    h.settings.calendar = paris;
    h.poll(30min);
    ASSERT_EQ(h.only().runway_level, level::critical);
    burning later(100, 1.0 / 60, "daily");
    later.now = h.now;
    later.at = h.at;
    later.settings = h.settings;
    later.poll(1min);
    ASSERT_EQ(later.recovered.size(), 1U);
    EXPECT_FALSE(later.recovered[0].value);
}

TEST(forecast_reset, ATokenThatLastsUntilItsResetHasNoEnd) {
    burning lasting(15.1, 1.0 / 60, "Daily"); // 15 h to midnight
    lasting.settings.calendar = paris;
    lasting.poll(20min);
    EXPECT_EQ(lasting.only().reset, reset_period::daily);
    EXPECT_EQ(lasting.now.reset_time(lasting.only()), midnight);
    EXPECT_TRUE(lasting.only().lasts_until_reset());
    EXPECT_FALSE(lasting.only().exhaustion());
    EXPECT_EQ(lasting.only().runway_level, level::ok);

    burning ending(14.9, 1.0 / 60, "Daily");
    ending.settings.calendar = paris;
    ending.poll(20min);
    EXPECT_NEAR(unix_seconds(ending.only().exhaustion().value()), unix_seconds(start + 894min), 1e-3);
    EXPECT_EQ(ending.only().runway_level, level::warning);
}

TEST(forecast_reset, ALevelIsLeftOnlyWhereTheBalanceOutlastsTheResetByTheHysteresis) {
    burning h(10, 1.0 / 60, "daily"); // an hour each, and 15 h to midnight
    h.settings.calendar = paris;
    h.poll(1h);
    ASSERT_EQ(h.only().runway_level, level::critical);
    h.balance = 14.5; // and 14 h to midnight
    h.poll(1min);
    EXPECT_FALSE(h.only().exhaustion());
    EXPECT_EQ(h.only().runway_level, level::warning)
        << "as for any threshold: 14.5 h are more than 12 h and a tenth";
    h.balance = 15;
    h.poll(1min);
    EXPECT_EQ(h.only().runway_level, level::warning);
    h.balance = 15.5;
    h.poll(1min);
    EXPECT_EQ(h.only().runway_level, level::ok);
    EXPECT_THAT(h.crossed, testing::SizeIs(1));
}

TEST(forecast_reset, AScheduledRefillIsNoConsumption) {
    burning h(200, 1.0 / 60, "daily");
    h.settings.calendar = paris;
    h.at = midnight - 1h;
    h.poll(1h);
    const double rate = h.only().burn_rate.value();
    h.balance = 100; // refilled to less than what a top-up had left
    h.poll(1min);
    EXPECT_NEAR(h.only().burn_rate.value(), rate, 1e-15);
    EXPECT_NEAR(h.only().consumed, 100, 1e-9) << "the counter is of all that is seen";
    EXPECT_EQ(h.now.reset_time(h.only()), midnight + 24h);
}

TEST(forecast_reset, ARefillMayShowLaterThanItIsDue) {
    burning h(80, 1.0 / 60, "monthly");
    h.settings.calendar = std::make_shared<const reset_calendar>(reset_calendar{{{time_point(), 1h}}});
    const time_point first = next_reset(reset_period::monthly, h.at, *h.settings.calendar);
    h.settings.runway = {true, 100h, 80h};
    h.at = first - 60min;
    h.poll(60min + 10min); // it is due in the middle
    EXPECT_TRUE(h.only().lasts_until_reset());
    EXPECT_THAT(h.crossed, IsEmpty());
    const double rate = h.only().burn_rate.value();
    h.balance = 70; // there it is, below what a top-up had left
    h.poll(1min);
    EXPECT_NEAR(h.only().burn_rate.value(), rate, 1e-12);
    h.poll(6min);
    EXPECT_TRUE(h.only().runway) << "from then on the next one counts";
    EXPECT_EQ(h.only().runway_level, level::critical);
}

TEST(forecast_reset, AResetThatCannotBeReadIsAsItWas) {
    burning h(20, 1.0 / 60);
    h.settings.calendar = paris;
    h.settings.balance = {true, {0.5, true}, {0.1, true}};
    token_record record = token("x", 20);
    record.reset_period = "daily";
    record.reset_amount = 40;
    h.list({record});
    ASSERT_EQ(h.only().balance_level, level::warning);
    record.reset_period.clear();
    record.reset_amount.reset();
    record.reset_malformed = true;
    h.at += 1min;
    h.list({record});
    EXPECT_EQ(h.only().reset, reset_period::daily);
    EXPECT_EQ(h.only().balance_level, level::warning);
    record.reset_malformed = false;
    h.at += 1min;
    h.list({record});
    EXPECT_FALSE(h.only().reset) << "it is not sent any more";
}

TEST(forecast_reset, TheNextResetIsAChangeThatTimeAloneBrings) {
    burning h(1000, 0);
    h.settings.calendar = paris;
    h.settings.overrides = {{.match = {}, .reset = reset_rule{reset_period::daily, 100}}};
    h.poll(1min);
    EXPECT_EQ(h.only().reset_amount, 100);
    h.settings.stale_after = duration::zero();
    h.wait(0s);
    EXPECT_EQ(h.now.next_change, midnight);
    h.at = midnight;
    h.wait(0s);
    EXPECT_EQ(h.now.reset_time(h.only()), midnight + 24h);
}

} // namespace
} // namespace balanced
