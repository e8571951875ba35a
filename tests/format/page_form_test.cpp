#include "example_page.hpp"
#include <balanced/format/page_form.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string form(const token_query& query) {
    std::string out;
    append_page_form(out, test::two_accounts(), query);
    return out;
}

TEST(page_form, LabelsItsFields) {
    const std::string text = form({});
    for (const char* field : {"account", "name", "level"}) {
        EXPECT_THAT(text, HasSubstr("<label for=\"" + std::string(field) + "\">"));
        EXPECT_THAT(text, HasSubstr("id=\"" + std::string(field) + "\" name=\"" + field + "\""));
    }
    EXPECT_THAT(text, HasSubstr(R"(<option value="a">a</option><option value="b">b</option>)"));
}

TEST(page_form, IsEmptyWithoutAFilter) {
    EXPECT_THAT(form({}), HasSubstr(R"(<option value="" selected>all accounts)"));
    EXPECT_THAT(form({}), HasSubstr(R"(placeholder="*" value="")"));
    EXPECT_THAT(form({}), HasSubstr(R"(<option value="" selected>any level)"));
    EXPECT_THAT(form({}), Not(HasSubstr("Clear")));
    EXPECT_THAT(form({}), Not(HasSubstr("hidden")));
}

TEST(page_form, IsFilledInAndKeepsWhatItHasNoFieldFor) {
    token_query query;
    query.account = "b";
    query.name = "\"ci\"-*";
    query.level = level_choice::critical;
    query.limit = 7;
    query.refresh = false;
    const std::string text = form(query);
    EXPECT_THAT(text, HasSubstr(R"(<option value="b" selected>b)"));
    EXPECT_THAT(text, HasSubstr(R"(value="&quot;ci&quot;-*")"));
    EXPECT_THAT(text, HasSubstr(R"(<option value="critical" selected>critical or worse)"));
    EXPECT_THAT(text, HasSubstr(R"(<input type="hidden" name="limit" value="7">)"));
    EXPECT_THAT(text, HasSubstr(R"(<input type="hidden" name="refresh" value="off">)"));
    EXPECT_THAT(text, HasSubstr(R"(<a href="./?refresh=off">Clear the filter</a>)"));
}

TEST(page_form, KeepsAnAccountThatThereIsNot) {
    token_query query;
    query.account = "<gone>";
    EXPECT_THAT(form(query), HasSubstr(R"(<option value="&lt;gone&gt;" selected>&lt;gone&gt;</option>)"));
}

} // namespace
} // namespace balanced
