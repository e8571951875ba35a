#include <balanced/core/shard.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace balanced {
namespace {

struct placed {
    std::string_view account;
    std::array<unsigned, 4> shards; ///< of 2, 3, 5 and 16
};

// Fixed for ever: another place would move accounts from one daemon to another.
TEST(shard, IsTheSameInEveryRelease) {
    for (const auto& [account, shards] :
         {placed{"default", {0, 0, 2, 14}}, placed{"production", {0, 1, 2, 10}},
          placed{"staging", {0, 2, 2, 6}}, placed{"team-a", {0, 1, 1, 6}}, placed{"équipe", {1, 2, 2, 9}},
          placed{"", {1, 2, 2, 5}}}) {
        EXPECT_EQ(shard_of(account, 2), shards[0]) << account;
        EXPECT_EQ(shard_of(account, 3), shards[1]) << account;
        EXPECT_EQ(shard_of(account, 5), shards[2]) << account;
        EXPECT_EQ(shard_of(account, 16), shards[3]) << account;
    }
    EXPECT_EQ(shard_of("anything", 1), 0U);
}

TEST(shard, SpreadsAccountsEvenly) {
    std::array<int, 4> accounts{};
    for (int i = 0; i < 1000; ++i)
        ++accounts[shard_of("account-" + std::to_string(i), 4)];
    for (const int count : accounts)
        EXPECT_NEAR(count, 250, 50);
}

} // namespace
} // namespace balanced
