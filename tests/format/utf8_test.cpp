#include <balanced/format/utf8.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

using verdict = utf8_character::verdict;

void expect_front(std::string_view text, verdict is, std::size_t bytes, char32_t code = 0xFFFD) {
    const utf8_character front = front_character(text);
    EXPECT_EQ(front.is, is) << text;
    EXPECT_EQ(front.bytes, bytes) << text;
    EXPECT_EQ(front.code, code) << text;
}

TEST(utf8, ReadsCharactersOfEveryLength) {
    expect_front(std::string_view("\0x", 2), verdict::valid, 1, 0);
    expect_front("az", verdict::valid, 1, 'a');
    expect_front("\u00E9z", verdict::valid, 2, 0xE9);
    expect_front("\u20ACz", verdict::valid, 3, 0x20AC);
    expect_front("\U0001F98Az", verdict::valid, 4, 0x1F98A);
    expect_front("\xF4\x8F\xBF\xBF", verdict::valid, 4, 0x10FFFF);
}

TEST(utf8, RefusesWhatIsNoCharacter) {
    expect_front("\x80", verdict::invalid, 1);
    expect_front("\xC0\xAF", verdict::invalid, 1);
    expect_front("\xC1\xBF", verdict::invalid, 1);
    expect_front("\xE0\x9F\xBF", verdict::invalid, 1);
    expect_front("\xED\xA0\x80", verdict::invalid, 1);
    expect_front("\xF4\x90\x80\x80", verdict::invalid, 1);
    expect_front("\xF5\x80\x80\x80", verdict::invalid, 1);
    expect_front("\xFF", verdict::invalid, 1);
}

TEST(utf8, MeasuresTheLongestPieceThatBeginsLikeOne) {
    expect_front("\xC3z", verdict::invalid, 1);
    expect_front("\xE2\x82z", verdict::invalid, 2);
    expect_front("\xF0\x9F\xA6z", verdict::invalid, 3);
}

TEST(utf8, TellsACutCharacterFromAWrongOne) {
    expect_front("\xC3", verdict::cut, 1);
    expect_front("\xE2\x82", verdict::cut, 2);
    expect_front("\xF0\x9F\xA6", verdict::cut, 3);
    expect_front("\xE0", verdict::cut, 1);
}

TEST(utf8, CountsCharactersNotBytes) {
    EXPECT_EQ(count_characters(""), 0U);
    EXPECT_EQ(count_characters("a\u00E9\U0001F98A"), 3U);
}

} // namespace
} // namespace balanced
