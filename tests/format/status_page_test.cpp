#include "example_page.hpp"
#include <balanced/format/page_style.hpp>
#include <balanced/format/status_page.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

page_surroundings around(std::string fault = {}) {
    return {.now = moment(time_point(std::chrono::seconds(1'764'540'000))),
            .version = "1.2.3",
            .telemetry_path = "/the<metrics",
            .fault = std::move(fault)};
}

std::string page_of(const token_query& query = {}, std::string fault = {}) {
    return render_status_page(test::two_accounts(), query, around(std::move(fault)));
}

TEST(status_page, IsADocumentThatSaysTheMainThingInItsTitle) {
    const std::string text = page_of();
    EXPECT_TRUE(text.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    EXPECT_TRUE(text.ends_with("</html>\n"));
    EXPECT_THAT(text, HasSubstr("<title>1 expired, 1 critical · Eden AI balances</title>"));
    EXPECT_THAT(text, HasSubstr("edenai-balanced 1.2.3"));
    EXPECT_THAT(text, HasSubstr("href=\"./the&lt;metrics\""));
}

TEST(status_page, LoadsNothingAndRunsNothing) {
    const std::string text = page_of();
    for (const char* forbidden :
         {"<script", " src=", "<img", " style=", " onclick", "http://", "https://", "@import"})
        EXPECT_THAT(text, Not(HasSubstr(forbidden)));
    EXPECT_THAT(text, HasSubstr(R"(<link rel="icon" href="data:,">)"));
}

TEST(status_page, ItsPolicyAllowsItsStyleAlone) {
    EXPECT_EQ(status_page_policy(), "default-src 'none'; style-src '" + std::string(page_style_hash()) +
                                        "'; img-src data:; form-action 'self'; base-uri 'none'; "
                                        "frame-ancestors 'none'");
    EXPECT_THAT(page_of(), HasSubstr("<style>" + std::string(page_style()) + "</style>"));
}

TEST(status_page, RefreshesItselfUnlessPaused) {
    EXPECT_THAT(page_of(), HasSubstr(R"(<meta http-equiv="refresh" content="30">)"));
    EXPECT_THAT(page_of(), HasSubstr(R"(<a href="./?refresh=off">Pause refreshing</a>)"));
    token_query paused;
    paused.refresh = false;
    paused.name = "ci*";
    EXPECT_THAT(page_of(paused), Not(HasSubstr("http-equiv")));
    EXPECT_THAT(page_of(paused), HasSubstr(R"(<a href="./?name=ci*">Resume refreshing</a>)"));
}

TEST(status_page, ItsCountsChooseALevelAndKeepTheRest) {
    token_query query;
    query.account = "b";
    query.level = level_choice::expired;
    const std::string text = page_of(query);
    EXPECT_THAT(text, HasSubstr("<a href=\"./?account=b\"><strong>1</strong> <span>token</span></a>"));
    EXPECT_THAT(
        text, HasSubstr("<a href=\"./?account=b&amp;level=expired\" aria-current=\"true\"><strong>1</strong> "
                        "<span>expired</span></a>"));
    EXPECT_THAT(text, HasSubstr("./api/v1/tokens?account=b&amp;level=expired\""));
}

TEST(status_page, SaysWhereNothingFits) {
    token_query query;
    query.name = "zzz";
    EXPECT_THAT(page_of(query), HasSubstr("No token fits this filter. <a href=\"./\">Clear the filter</a>"));
    EXPECT_THAT(page_of(query), Not(HasSubstr("<table")));
    EXPECT_THAT(render_status_page({}, {}, around()), HasSubstr("No token is known."));
}

TEST(status_page, SaysWhatIsWrongInTheAddressAndFiltersNothing) {
    token_query query;
    query.name = "zzz";
    const std::string text = page_of(query, "level: \"<bad>\" is none of ok");
    EXPECT_THAT(text, HasSubstr("<p role=\"alert\">"));
    EXPECT_THAT(text, HasSubstr("level: &quot;&lt;bad&gt;&quot; is none of ok"));
    EXPECT_THAT(text, HasSubstr("<caption>3 tokens"));
    EXPECT_THAT(text, Not(HasSubstr("zzz")));
}

} // namespace
} // namespace balanced
