#include <balanced/format/small_letter.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

TEST(small_letter, ChangesTheCapitalsOfAsciiAlone) {
    EXPECT_EQ(small_letter('A'), 'a');
    EXPECT_EQ(small_letter('Z'), 'z');
    for (const char c : {'a', 'z', '@', '[', '0', '\0', '\x7F', '\xC4'})
        EXPECT_EQ(small_letter(c), c);
}

TEST(same_word, ComparesWholeWords) {
    EXPECT_TRUE(same_word("", ""));
    EXPECT_TRUE(same_word("Chunked", "cHUNKED"));
    EXPECT_FALSE(same_word("chunked", "chunke"));
    EXPECT_FALSE(same_word("[", "{")); // one bit apart, as letters and capitals are
}

} // namespace
} // namespace balanced
