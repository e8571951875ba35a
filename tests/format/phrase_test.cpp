#include <balanced/format/phrase.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace balanced {
namespace {

TEST(phrase, CountsInWords) {
    EXPECT_EQ(counted(0, "token"), "0 tokens");
    EXPECT_EQ(counted(1, "token"), "1 token");
    EXPECT_EQ(counted(2, "account"), "2 accounts");
}

TEST(phrase, JoinsWithSeparators) {
    EXPECT_EQ(joined(std::vector<std::string>{}, "; "), "");
    EXPECT_EQ(joined(std::vector<std::string>{"a"}, "; "), "a");
    EXPECT_EQ(joined(std::vector<std::string>{"a", "", "b"}, ","), "a,,b");
    EXPECT_EQ(joined(std::vector<std::string_view>{"a", "b"}, " "), "a b");
}

} // namespace
} // namespace balanced
