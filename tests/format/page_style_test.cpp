#include <balanced/format/page_style.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(page_style, LoadsNothing) {
    for (const char* loading : {"url(", "@import", "@font-face", "image-set("})
        EXPECT_THAT(std::string(page_style()), Not(HasSubstr(loading)));
}

TEST(page_style, CannotEndItsElement) {
    EXPECT_THAT(std::string(page_style()), Not(HasSubstr("</")));
}

TEST(page_style, IsForTheDarkToo) {
    EXPECT_THAT(std::string(page_style()), HasSubstr("@media (prefers-color-scheme: dark)"));
}

TEST(page_style, HasAHashThatAPolicyNames) {
    EXPECT_TRUE(page_style_hash().starts_with("sha256-"));
    EXPECT_EQ(page_style_hash().size(), 51U);
}

} // namespace
} // namespace balanced
