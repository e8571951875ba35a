#include <balanced/app/board.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

account_settings account_named(const std::string& name) {
    account_settings account;
    account.tracking.account = name;
    account.poll_interval = std::chrono::seconds(90);
    return account;
}

account_snapshot attempted() {
    account_snapshot snapshot;
    snapshot.last_poll = time_point{};
    return snapshot;
}

TEST(board, IsReadyOnceEveryAccountWasAttempted) {
    board board;
    board.accounts["a"] = new_view(account_named("a"));
    board.accounts["b"] = new_view(account_named("b"), attempted());
    EXPECT_FALSE(board.ready());
    board.accounts["a"]->snapshot = board.accounts["b"]->snapshot;
    EXPECT_TRUE(board.ready());
}

TEST(board, StaysReadyWhenAnAccountJoins) {
    board board;
    EXPECT_TRUE(board.ready());
    board.accounts["new"] = new_view(account_named("new"));
    EXPECT_TRUE(board.ready());
}

TEST(board, ShowsItsAccountsInTheOrderOfTheirNames) {
    board board;
    board.accounts["b"] = new_view(account_named("b"));
    board.accounts["a"] = new_view(account_named("a"));
    const std::vector<account_view> views = board.views();
    ASSERT_EQ(views.size(), 2U);
    EXPECT_EQ(views[0].account, "a");
    EXPECT_EQ(views[1].account, "b");
    EXPECT_EQ(views[1].poll_interval_seconds, 90);
}

} // namespace
} // namespace balanced
