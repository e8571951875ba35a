#include <balanced/format/html_text.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

using namespace std::string_view_literals;

std::string html(std::string_view text) {
    std::string out;
    append_html(out, text);
    return out;
}

std::string value(std::string_view text) {
    std::string out;
    append_html_value(out, text);
    return out;
}

TEST(html_text, StaysTextInHtml) {
    EXPECT_EQ(html("<b title='a' id=\"b\">&amp;"), "&lt;b title=&#39;a&#39; id=&quot;b&quot;&gt;&amp;amp;");
    EXPECT_EQ(value("<b title='a' id=\"b\">&amp;"), "&lt;b title=&#39;a&#39; id=&quot;b&quot;&gt;&amp;amp;");
}

TEST(html_text, IsAppended) {
    std::string out = "a";
    append_html(out, "b");
    append_html_value(out, "c");
    EXPECT_EQ(out, "abc");
}

TEST(html_text, ShowsWhatWouldHideOrTurnTheText) {
    EXPECT_EQ(html("a\0b"sv), "a\\u0000b");
    EXPECT_EQ(html("\x1b[31m"), "\\u001b[31m");
    EXPECT_EQ(html("a\r\n\tb"), "a\\r\\n\\tb");
    EXPECT_EQ(html("\u202Egnp.exe\u2066"), "\\u202egnp.exe\\u2066");
}

TEST(html_text, LeavesForeignScriptsAlone) {
    EXPECT_EQ(html("שלום 👩‍👩‍👧 é"), "שלום 👩‍👩‍👧 é");
}

TEST(html_text, HasAReplacementForWhatIsNoText) {
    EXPECT_EQ(html("a\xff\xfe"), "a\uFFFD\uFFFD");
    EXPECT_EQ(value("a\xff"), "a\uFFFD");
}

TEST(html_text, AValueComesBackAsItWas) {
    EXPECT_EQ(value("\u202Ea\tb\\"), "\u202Ea\tb\\");
    EXPECT_EQ(value("\r"), "&#13;"); // which HTML would read as a line feed
    EXPECT_EQ(value("\0"sv), "\uFFFD");
}

} // namespace
} // namespace balanced
