#include <balanced/app/board.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

TEST(board, IsReadyOnceEveryAccountWasAttempted) {
    settings settings;
    settings.accounts.resize(2);
    settings.accounts[1].tracking.account = "other";
    settings.accounts[1].poll_interval = std::chrono::seconds(90);
    board board = empty_board(settings);
    ASSERT_EQ(board.accounts.size(), 2U);
    EXPECT_EQ(board.accounts[1].account, "other");
    EXPECT_EQ(board.accounts[1].poll_interval_seconds, 90);
    EXPECT_FALSE(board.ready());
    account_snapshot attempted;
    attempted.last_poll = time_point{};
    board.accounts[0].snapshot = std::make_shared<const account_snapshot>(attempted);
    EXPECT_FALSE(board.ready());
    board.accounts[1].snapshot = board.accounts[0].snapshot;
    EXPECT_TRUE(board.ready());
}

} // namespace
} // namespace balanced
