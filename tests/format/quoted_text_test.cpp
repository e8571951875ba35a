#include <balanced/format/quoted_text.hpp>

#include <boost/json.hpp>
#include <gtest/gtest.h>

using namespace std::string_literals;

namespace balanced {
namespace {

std::string in_quotes(std::string_view text) {
    std::string out;
    append_quoted(out, text);
    return out;
}

TEST(quoted_text, WrapsWhatIsHarmless) {
    EXPECT_EQ(in_quotes(""), R"("")");
    EXPECT_EQ(in_quotes("ci-7"), R"("ci-7")");
    EXPECT_EQ(in_quotes("a b=c/d"), R"("a b=c/d")");
    EXPECT_EQ(in_quotes("caf\u00e9 \u65e5\u672c \U0001F600"), "\"caf\u00e9 \u65e5\u672c \U0001F600\"");
}

TEST(quoted_text, AppendsBehindWhatIsThere) {
    std::string out = "before ";
    append_quoted(out, "x");
    EXPECT_EQ(out, R"(before "x")");
}

TEST(quoted_text, EscapesQuotesAndBackslashes) {
    EXPECT_EQ(in_quotes(R"(a"b\c)"), R"("a\"b\\c")");
    EXPECT_EQ(in_quotes(R"(\")"), R"("\\\"")");
    EXPECT_EQ(in_quotes("\\"), R"("\\")");
}

TEST(quoted_text, EscapesEveryControlCharacter) {
    EXPECT_EQ(in_quotes("\n\t\r"), R"("\n\t\r")");
    EXPECT_EQ(in_quotes("\0\x01\x1b[31m\x1f\x7f"s), R"("\u0000\u0001\u001b[31m\u001f\u007f")");
    EXPECT_EQ(in_quotes("\u0080\u0085\u009b\u009f\u00a0"), "\"\\u0080\\u0085\\u009b\\u009f\u00a0\"");
}

TEST(quoted_text, EscapesLineSeparatorsAndBidirectionalControls) {
    // NOLINTBEGIN(misc-misleading-bidirectional)
    EXPECT_EQ(in_quotes("\u2027\u2028\u2029"), "\"\u2027\\u2028\\u2029\"");
    EXPECT_EQ(in_quotes("\u061b\u061c\u200d\u200e\u200f\u2010"),
              "\"\u061b\\u061c\u200d\\u200e\\u200f\u2010\"");
    EXPECT_EQ(in_quotes("\u202a\u202b\u202c\u202d\u202e\u202f"),
              "\"\\u202a\\u202b\\u202c\\u202d\\u202e\u202f\"");
    EXPECT_EQ(in_quotes("\u2065\u2066\u2067\u2068\u2069\u206a"),
              "\"\u2065\\u2066\\u2067\\u2068\\u2069\u206a\"");
    // NOLINTEND(misc-misleading-bidirectional)
}

TEST(quoted_text, ReplacesWhatIsNoUtf8) {
    const std::string mark = "\uFFFD";
    EXPECT_EQ(in_quotes("a\x80z"), "\"a" + mark + "z\"");                              // a lone continuation
    EXPECT_EQ(in_quotes("\xff\xfe"), "\"" + mark + mark + "\"");                       // never in UTF-8
    EXPECT_EQ(in_quotes("\xc0\xaf"), "\"" + mark + mark + "\"");                       // overlong slash
    EXPECT_EQ(in_quotes("\xe0\x80\x8a"), "\"" + mark + mark + mark + "\"");            // overlong line feed
    EXPECT_EQ(in_quotes("\xed\xa0\x80"), "\"" + mark + mark + mark + "\"");            // surrogate
    EXPECT_EQ(in_quotes("\xf4\x90\x80\x80"), "\"" + mark + mark + mark + mark + "\""); // beyond U+10FFFF
    EXPECT_EQ(in_quotes("\xf5\x80"), "\"" + mark + mark + "\"");
}

TEST(quoted_text, ReplacesACutCharacterAndKeepsItsNeighbours) {
    const std::string mark = "\uFFFD";
    EXPECT_EQ(in_quotes("\xe2\x82"), "\"" + mark + "\"");
    EXPECT_EQ(in_quotes("\xf0\x9f\x98"), "\"" + mark + "\"");
    EXPECT_EQ(in_quotes("\xc3\"x"), "\"" + mark + "\\\"x\"");
    EXPECT_EQ(in_quotes("\xe2\x82\n"), "\"" + mark + "\\n\"");
}

TEST(quoted_text, KeepsTheFirstAndLastCharacterOfEachLength) {
    const std::string edges = "\u00a1\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff";
    EXPECT_EQ(in_quotes(edges), '"' + edges + '"');
}

TEST(quoted_text, ReadsBackFromJsonForEveryPairOfBytes) {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string text{static_cast<char>(first), static_cast<char>(second)};
            const auto line = in_quotes(text);
            for (const char c : line)
                ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) << first << ' ' << second;
            boost::system::error_code error;
            const auto value = boost::json::parse(line, error);
            ASSERT_FALSE(error) << first << ' ' << second;
            if (first < 0x80 && second < 0x80) {
                ASSERT_EQ(value.as_string(), text);
            }
        }
    }
}

} // namespace
} // namespace balanced
