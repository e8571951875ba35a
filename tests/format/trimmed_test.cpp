#include <balanced/format/trimmed.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

TEST(trimmed, CutsWhiteSpaceAtBothEndsAndNoneWithin) {
    EXPECT_EQ(trimmed(" \t\r\n a b \v\f"), "a b");
    EXPECT_EQ(trimmed("a"), "a");
    EXPECT_EQ(trimmed(" \n"), "");
    EXPECT_EQ(trimmed(""), "");
}

TEST(trimmed, CutsOnlyWhatItIsTold) {
    EXPECT_EQ(trimmed(" \na\n ", " "), "\na\n");
}

} // namespace
} // namespace balanced
