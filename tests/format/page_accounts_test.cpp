#include "example_page.hpp"
#include <balanced/format/page_accounts.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr time_point now{std::chrono::seconds(1'764'540'000)};

account_view view(std::string account, account_snapshot snapshot) {
    account_view made;
    made.account = std::move(account);
    made.snapshot = std::make_shared<const account_snapshot>(std::move(snapshot));
    return made;
}

account_snapshot listed(duration age) {
    account_snapshot made;
    made.tokens = {test::token("t")};
    made.last_poll = now - age;
    made.last_success = now - age;
    return made;
}

account_snapshot failing() {
    account_snapshot made = listed(5min);
    made.outage.emplace();
    made.outage->since = now - 4min;
    made.outage->failures = 1200;
    made.outage->last = {.reason = failure_reason::rate_limited, .status = 429, .detail = "<wait>\n"};
    return made;
}

std::string accounts(const std::vector<account_view>& views, const token_query& query = {}) {
    std::string out;
    append_accounts(out, views, query, now);
    return out;
}

TEST(page_accounts, TellsHowOldTheDataIs) {
    const std::string text = accounts({view("a", listed(12s))});
    EXPECT_THAT(text, HasSubstr(">ok</span>"));
    EXPECT_THAT(text, HasSubstr("1 token, listed <time datetime=\"2025-11-30T21:59:48.000Z\" "
                                "title=\"2025-11-30 21:59:48 UTC\">12 s ago</time>"));
}

TEST(page_accounts, TellsWhyPollsFail) {
    const std::string text = accounts({view("a", failing())});
    EXPECT_THAT(text, HasSubstr(">failing</span>"));
    EXPECT_THAT(text, HasSubstr(">4 m</time>, 1,200 in a row: <strong>rate_limited</strong>, HTTP 429: "
                                "<bdi>&lt;wait&gt;\\n</bdi>"));
}

TEST(page_accounts, TellsWhatIsStaleAndWhatIsNotKnownYet) {
    account_snapshot stale = listed(2h);
    stale.stale = true;
    const std::string text = accounts({view("a", stale), view("b", {})});
    EXPECT_THAT(text, HasSubstr(">stale</span>"));
    EXPECT_THAT(text, HasSubstr("too long ago for balances"));
    EXPECT_THAT(text, HasSubstr(">not polled yet</span>"));
    EXPECT_THAT(text, HasSubstr("No list of tokens has arrived yet"));
}

TEST(page_accounts, TellsWhenTheKeyEnds) {
    account_snapshot ending = listed(1s);
    ending.credential_expire = now + 20 * 24h;
    EXPECT_THAT(accounts({view("a", ending)}), HasSubstr("Its key ends "));
    EXPECT_THAT(accounts({view("a", ending)}), HasSubstr(">in 20 d</time>"));
    ending.credential_expire = now - 24h;
    EXPECT_THAT(accounts({view("a", ending)}), HasSubstr("Its key ended "));
}

TEST(page_accounts, HasThoseInTroubleFirstAndNotTooMany) {
    std::vector<account_view> many;
    for (int i = 100; i < 200; ++i)
        many.push_back(view(std::to_string(i), listed(1s)));
    many.push_back(view("z", failing()));
    const std::string text = accounts(many);
    EXPECT_LT(text.find("<bdi>z</bdi>"), text.find("<bdi>100</bdi>"));
    EXPECT_THAT(text, HasSubstr("41 more accounts are not shown here"));
    EXPECT_THAT(text, Not(HasSubstr("<bdi>199</bdi>")));
}

TEST(page_accounts, HasTheOneThatIsAskedForAndLinksThatKeepTheFilter) {
    token_query query;
    query.account = "b<";
    query.name = "ci-*";
    const std::string text = accounts({view("a", listed(1s)), view("b<", listed(1s))}, query);
    EXPECT_THAT(text, Not(HasSubstr("<bdi>a</bdi>")));
    EXPECT_THAT(text, HasSubstr(R"(<a href="./?account=b%3C&amp;name=ci-*"><bdi>b&lt;</bdi></a>)"));
}

} // namespace
} // namespace balanced
