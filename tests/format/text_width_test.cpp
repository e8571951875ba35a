#include <balanced/format/text_width.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

TEST(text_width, CountsColumnsNotBytes) {
    EXPECT_EQ(display_width(""), 0U);
    EXPECT_EQ(display_width("ci-7"), 4U);
    EXPECT_EQ(display_width("Zürich"), 6U);
    EXPECT_EQ(display_width("日本"), 4U);
    EXPECT_EQ(display_width("🔥"), 2U);
    EXPECT_EQ(display_width("e\u0301"), 1U);
    EXPECT_EQ(display_width("ᄀ"), 2U);
    EXPECT_EQ(display_width("\xff"), 1U);
}

TEST(text_width, CutsWhatDoesNotFit) {
    EXPECT_EQ(cut_to_width("token", 5), "token");
    EXPECT_EQ(cut_to_width("tokens", 5), "toke…");
    EXPECT_EQ(cut_to_width("日本語", 6), "日本語");
    EXPECT_EQ(cut_to_width("日本語", 5), "日本…");
    EXPECT_EQ(cut_to_width("日本語", 4), "日…");
    EXPECT_EQ(cut_to_width("tokens", 1), "…");
}

TEST(text_width, NeverTearsACharacter) {
    EXPECT_EQ(cut_to_width("éé", 1), "…");
    EXPECT_EQ(cut_to_width("ae\u0301bc", 3), "ae\u0301…");
}

} // namespace
} // namespace balanced
