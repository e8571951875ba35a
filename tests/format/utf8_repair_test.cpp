#include <balanced/format/utf8_repair.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace balanced {
namespace {

#define FFFD "\xEF\xBF\xBD"

std::string repaired(const std::vector<std::string_view>& pieces) {
    utf8_repair repair;
    std::string out;
    for (std::string_view piece : pieces) {
        for (auto text = repair.next(piece); !text.empty(); text = repair.next(piece))
            out += text;
        EXPECT_TRUE(piece.empty());
    }
    for (auto text = repair.finish(); !text.empty(); text = repair.finish())
        out += text;
    EXPECT_EQ(repair.pending(), 0U);
    return out;
}

std::string repaired(std::string_view text) {
    return repaired(std::vector{text});
}

TEST(utf8_repair, CleanTextComesOutAsTheVeryPiece) {
    for (const std::string_view piece :
         {std::string_view(R"([{"name":"plain ascii that is longer than a word","balance":1.5}])"),
          std::string_view(R"("\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00\u0000")"),
          std::string_view("\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBD\xF4\x8F\xBF\xBF\x7F\""),
          std::string_view("a\0b", 3)}) {
        utf8_repair repair;
        std::string_view rest = piece;
        const std::string_view out = repair.next(rest);
        EXPECT_EQ(out.data(), piece.data());
        EXPECT_EQ(out.size(), piece.size());
        EXPECT_TRUE(rest.empty());
        EXPECT_EQ(repair.finish(), "");
    }
}

TEST(utf8_repair, EachMaximalSubpartBecomesOneReplacement) {
    // The examples of Unicode §3.9, tables 3-8 to 3-11.
    EXPECT_EQ(repaired("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A");
    EXPECT_EQ(repaired("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A");
    EXPECT_EQ(repaired("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), FFFD FFFD FFFD FFFD FFFD "A" FFFD FFFD "B");
    EXPECT_EQ(repaired("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), FFFD FFFD FFFD FFFD "A");
}

TEST(utf8_repair, BytesThatCanNeverBeUtf8AreReplaced) {
    for (const int byte : {0x80, 0xBF, 0xC0, 0xC1, 0xF5, 0xFE, 0xFF}) {
        const std::string text{'a', static_cast<char>(byte), 'b'};
        EXPECT_EQ(repaired(text), "a" FFFD "b") << byte;
    }
}

TEST(utf8_repair, LoneSurrogateEscapesAreReplaced) {
    EXPECT_EQ(repaired(R"("\ud800")"), "\"" FFFD "\"");
    EXPECT_EQ(repaired(R"("\uDC00x")"), "\"" FFFD "x\"");
    EXPECT_EQ(repaired(R"("\uDFFF\uD800")"), "\"" FFFD FFFD "\"");
    EXPECT_EQ(repaired(R"("\ud83d\ud83d\ude00")"), "\"" FFFD R"(\ud83d\ude00")");
    EXPECT_EQ(repaired(R"("\ud83d\n\ude00")"), "\"" FFFD R"(\n)" FFFD "\"");
    EXPECT_EQ(repaired(R"("\ud83d\u0041")"), "\"" FFFD R"(\u0041")");
    EXPECT_EQ(repaired(R"("\ud83dude00")"), "\"" FFFD "ude00\"");
    EXPECT_EQ(repaired(R"("\uDC00\uDC00")"), "\"" FFFD FFFD "\"");
    EXPECT_EQ(repaired("\"\\ud83d\xFF\""), "\"" FFFD FFFD "\"");
}

TEST(utf8_repair, AnEscapedBackslashBeginsNoEscape) {
    EXPECT_EQ(repaired(R"("\\ud800")"), R"("\\ud800")");
    EXPECT_EQ(repaired(R"("\\\ud800")"), R"("\\)" FFFD "\"");
}

TEST(utf8_repair, EscapesThatJsonDoesNotKnowAreLeftForTheParser) {
    for (const char* text :
         {R"("\x")", R"("\u12")", R"("\uZZZZ")", R"("\u12\ud8")", R"("\)", R"("\u)", R"("\ud83)"})
        EXPECT_EQ(repaired(text), text);
}

TEST(utf8_repair, ABackslashShieldsNothingInvalid) {
    EXPECT_EQ(repaired("\"\\\xFF\""), "\"\\" FFFD "\"");
    EXPECT_EQ(repaired("\"\\\xC3\xA9\""), "\"\\\xC3\xA9\"");
}

TEST(utf8_repair, WhatTheEndCutsOffIsReplaced) {
    EXPECT_EQ(repaired("a\xE2\x82"), "a" FFFD);
    EXPECT_EQ(repaired("a\xF0\x9F\x98"), "a" FFFD);
    EXPECT_EQ(repaired("a\xC3"), "a" FFFD);
    EXPECT_EQ(repaired(R"(\ud83d)"), FFFD);
    EXPECT_EQ(repaired(R"(\ud83d\)"), FFFD R"(\)");
    EXPECT_EQ(repaired(R"(\ud83d\ude0)"), FFFD R"(\ude0)");
}

TEST(utf8_repair, NothingComesOfNothing) {
    EXPECT_EQ(repaired(""), "");
    EXPECT_EQ(repaired({"", "", ""}), "");
}

TEST(utf8_repair, CutsChangeNothing) {
    const std::string text =
        "plain text first, \xF0\x9F\x98\x80\xE2\x82\xFF\xED\xA0\x80 "
        "\\ud83d\\ude00\\ud83d\\ud83d\\ude00\\udc00"
        "\\\\ud800\\n\\u00e9\\\"\xC3\xA9\xF0\x9F\xC3\xA9\\ud83d\xE2\x82\xAC\\uD83Dx\xF4\x90\\ud83d\\ude0";
    const std::string whole = repaired(text);
    const std::string_view view = text;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        for (std::size_t j = i; j <= text.size(); ++j)
            ASSERT_EQ(repaired({view.substr(0, i), view.substr(i, j - i), view.substr(j)}), whole)
                << i << ' ' << j;
    }
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < text.size(); ++i)
        bytes.push_back(view.substr(i, 1));
    EXPECT_EQ(repaired(bytes), whole);
}

TEST(utf8_repair, EveryTwoAndThreeByteSequenceComesOutValid) {
    // U+FFFD and whatever is valid alone pass a second time unchanged.
    for (int first = 0x7F; first < 0x100; ++first) {
        for (int second = 0x7F; second < 0x100; ++second) {
            for (const int third : {0x41, 0x80, 0x9F, 0xA0, 0xBF, 0xC3}) {
                const std::string text{static_cast<char>(first), static_cast<char>(second),
                                       static_cast<char>(third)};
                const std::string once = repaired(text);
                ASSERT_EQ(repaired(once), once);
                ASSERT_EQ(once.ends_with('A'), third == 0x41);
            }
        }
    }
}

} // namespace
} // namespace balanced
