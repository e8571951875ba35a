#include <balanced/format/runway_text.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;

constexpr time_point start{std::chrono::seconds(1'800'000'000)};

tracked_token burning(double balance, double rate) {
    tracked_token one;
    one.record.active_balance = true;
    one.record.balance = balance;
    one.balance_seen = start;
    one.burn_rate = rate;
    one.runway = runway(balance, rate);
    return one;
}

TEST(spaced_duration, HasItsTwoLargestUnits) {
    EXPECT_EQ(spaced_duration(76h), "3 d 4 h");
    EXPECT_EQ(spaced_duration(76h + 59min + 59s), "3 d 4 h");
    EXPECT_EQ(spaced_duration(72h + 59min), "3 d");
    EXPECT_EQ(spaced_duration(90min), "1 h 30 m");
    EXPECT_EQ(spaced_duration(60s), "1 m");
    EXPECT_EQ(spaced_duration(59s), "less than 1 m");
    EXPECT_EQ(spaced_duration(-1h), "less than 1 m");
}

TEST(runway_text, CountsFromNow) {
    EXPECT_EQ(runway_text(burning(7200, 1), start), "2 h");
    EXPECT_EQ(runway_text(burning(7200, 1), start + 30min), "1 h 30 m");
}

TEST(runway_text, SaysWhyThereIsNoEnd) {
    EXPECT_EQ(runway_text(burning(7200, 0), start), "no end in sight");
    tracked_token refilled = burning(7200, 1);
    refilled.runway.reset();
    refilled.reset = reset_period::daily;
    EXPECT_EQ(runway_text(refilled, start), "until the reset");
    EXPECT_EQ(runway_text(burning(0, 1), start), "none");
    tracked_token gone = burning(0, 0);
    gone.burn_rate.reset();
    EXPECT_EQ(runway_text(gone, start), "none") << "whatever was watched";
}

TEST(runway_text, IsEmptyWhereNothingIsKnown) {
    tracked_token unknown = burning(5, 1);
    unknown.burn_rate.reset();
    EXPECT_EQ(runway_text(unknown, start), "");
    tracked_token without_budget = burning(5, 1);
    without_budget.record.active_balance = false;
    EXPECT_EQ(runway_text(without_budget, start), "");
}

} // namespace
} // namespace balanced
