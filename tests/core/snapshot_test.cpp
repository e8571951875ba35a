#include <balanced/core/snapshot.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;

constexpr time_point start{1'800'000'000s};

tracked_token token_with(std::optional<level> balance, std::optional<level> runway,
                         std::optional<level> expiry) {
    tracked_token token;
    token.balance_level = balance;
    token.runway_level = runway;
    token.expiry_level = expiry;
    return token;
}

TEST(snapshot, WithholdsLevelsOfStaleBalances) {
    account_snapshot account;
    const tracked_token token = token_with(level::worst, level::critical, level::warning);
    EXPECT_EQ(account.shown_level(token, level_kind::balance), level::worst);
    EXPECT_EQ(account.shown_level(token, level_kind::runway), level::critical);
    EXPECT_EQ(account.shown_level(token, level_kind::expiry), level::warning);
    EXPECT_EQ(account.worst_level(token), level::worst);
    account.stale = true;
    EXPECT_FALSE(account.shown_level(token, level_kind::balance));
    EXPECT_FALSE(account.shown_level(token, level_kind::runway));
    EXPECT_EQ(account.shown_level(token, level_kind::expiry), level::warning);
    EXPECT_EQ(account.worst_level(token), level::warning);
}

TEST(snapshot, TheWorstLevelIsOfAnyKind) {
    const account_snapshot account;
    EXPECT_EQ(account.worst_level(token_with({}, {}, {})), level::ok);
    EXPECT_EQ(account.worst_level(token_with(level::ok, level::critical, level::ok)), level::critical);
    EXPECT_EQ(account.worst_level(token_with({}, {}, level::worst)), level::worst);
}

TEST(snapshot, TheEndCountsFromTheBalance) {
    tracked_token token;
    EXPECT_FALSE(token.exhaustion());
    token.balance_seen = start;
    EXPECT_FALSE(token.exhaustion());
    token.runway = 1h;
    EXPECT_EQ(token.exhaustion(), start + 1h);
}

TEST(snapshot, ATokenLastsUntilItsResetWhereItsEndWouldComeLater) {
    tracked_token token;
    token.burn_rate = 1;
    token.record.balance = 5;
    token.record.active_balance = true;
    EXPECT_FALSE(token.lasts_until_reset()) << "it has none";
    token.reset = reset_period::weekly;
    EXPECT_TRUE(token.lasts_until_reset());
    token.record.active_balance = false;
    EXPECT_FALSE(token.lasts_until_reset()) << "it has no budget";
    token.record.active_balance = true;
    token.runway = 1h;
    EXPECT_FALSE(token.lasts_until_reset()) << "it ends before";
    token.runway.reset();
    token.burn_rate = 0;
    EXPECT_FALSE(token.lasts_until_reset()) << "it is idle";
}

TEST(snapshot, ResetsAreKnownWithACalendarAlone) {
    account_snapshot account;
    tracked_token token;
    token.reset = reset_period::weekly;
    EXPECT_FALSE(account.reset_time(token));
    account.resets = next_resets{start + 1h, start + 2h, start + 3h};
    EXPECT_EQ(account.reset_time(token), start + 2h);
    token.reset.reset();
    EXPECT_FALSE(account.reset_time(token));
}

} // namespace
} // namespace balanced
