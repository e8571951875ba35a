#include "example_page.hpp"
#include <balanced/format/page_tokens.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

const moment now(time_point(std::chrono::seconds(1'764'540'000)), 100h);

/// 20 credits, of which 12 are burnt a day.
tracked_token burning(std::string name) {
    tracked_token made = test::token(std::move(name));
    made.record.balance = 20;
    made.record.active_balance = true;
    made.balance_level = level::ok;
    made.runway_level = level::warning;
    made.balance_seen = now;
    made.burn_rate = 12.0 / 86400;
    made.runway = runway(20, *made.burn_rate);
    return made;
}

account_snapshot of(std::vector<tracked_token> tokens) {
    account_snapshot made;
    made.tokens = std::move(tokens);
    made.last_success = now.wall - 2h;
    return made;
}

account_view view(std::string account, account_snapshot snapshot) {
    account_view made;
    made.account = std::move(account);
    made.snapshot = std::make_shared<const account_snapshot>(std::move(snapshot));
    return made;
}

std::string table(const std::vector<account_view>& views, const token_query& query = {}) {
    std::string out;
    append_token_table(out, select_rows(views, query), views, now);
    return out;
}

std::string row(const tracked_token& token) {
    return table({view("a", of({token}))});
}

TEST(page_tokens, ShowsWhatIsKnownOfAToken) {
    tracked_token full = burning("ci");
    full.reset = reset_period::monthly;
    full.reset_amount = 100;
    full.record.expire_time = now.wall + 13 * 24h;
    full.expiry_level = level::critical;
    account_snapshot snapshot = of({full});
    snapshot.resets = next_resets{now.wall + 1h, now.wall + 2h, now.wall + 3h};
    snapshot.history.samples = {{97h, std::make_shared<const std::vector<float>>(1, 50.0F)}};
    const std::string text = table({view("a", snapshot)});
    EXPECT_THAT(
        text,
        HasSubstr("<span class=\"level critical\">critical · expiry</span><small>warning · runway</small>"));
    EXPECT_THAT(text, HasSubstr("<bdi>ci</bdi><small><bdi>api_token</bdi></small></th>"));
    EXPECT_THAT(text, HasSubstr(">20.00<small>of 100.00</small></td>"));
    EXPECT_THAT(text, HasSubstr("balance over the last 3 h: from 50.00 to 20.00"));
    EXPECT_THAT(text, HasSubstr(">Last 3 h</th>"));
    EXPECT_THAT(text, HasSubstr(">12.00</td>"));
    EXPECT_THAT(text, HasSubstr(">1 d 16 h</td>"));
    EXPECT_THAT(text, HasSubstr(">in 3 h</time><small><bdi>monthly</bdi></small></td>"));
    EXPECT_THAT(text, HasSubstr(">in 13 d</time><small>2025-12-13</small></td>"));
    EXPECT_THAT(text, HasSubstr("<caption>1 token</caption>"));
}

TEST(page_tokens, SaysLevelsInWords) {
    tracked_token token = burning("t");
    token.balance_level = level::warning;
    EXPECT_THAT(row(token), HasSubstr(">warning · balance, runway</span></td>"));
    token.balance_level = level::worst;
    token.expiry_level = level::worst;
    EXPECT_THAT(row(token), HasSubstr(">exhausted, expired</span><small>warning · runway</small></td>"));
    EXPECT_THAT(row(test::token("t")), HasSubstr("<span class=\"level ok\">ok</span></td>"));
}

TEST(page_tokens, SaysWhatABalanceIsNot) {
    tracked_token token = test::token("t");
    EXPECT_THAT(row(token), HasSubstr("<small>no budget</small>"));
    EXPECT_THAT(row(token), Not(HasSubstr("<svg")));
    token.record.balance_malformed = true;
    EXPECT_THAT(row(token), HasSubstr("<small>unreadable</small>"));
    token.record.balance = 5;
    EXPECT_THAT(row(token), HasSubstr(">5.00<small>not enforced</small>"));
    token.record.active_balance = true;
    EXPECT_THAT(row(token), HasSubstr("<small>not known yet</small>")) << "its runway";
}

TEST(page_tokens, SaysNothingOfAStaleBalanceButWhatItWas) {
    tracked_token token = burning("t");
    token.balance_seen = moment(now.wall - 2h, duration(98h));
    account_snapshot stale = of({token});
    stale.stale = true;
    stale.history.samples = {{97h, std::make_shared<const std::vector<float>>(1, 20.0F)}};
    const std::string text = table({view("a", stale)});
    EXPECT_THAT(text, HasSubstr(">unknown</span></td>"));
    EXPECT_THAT(text, HasSubstr("stale\">20.00<small>stale, 2 h old</small></td>"));
    EXPECT_THAT(text, HasSubstr("burn number\"></td>"));
    EXPECT_THAT(text, HasSubstr("runway number\"></td>"));
    EXPECT_THAT(text, HasSubstr("cx=\"82\"")) << "its line ends when it was seen";
}

TEST(page_tokens, NamesTheAccountWhereThereAreSeveral) {
    const std::vector<account_view> views{view("a", of({burning("t")})), view("<b>", of({}))};
    EXPECT_THAT(table(views), HasSubstr("<td role=\"cell\" class=\"account\"><bdi>a</bdi></td>"));
    EXPECT_THAT(row(burning("t")), Not(HasSubstr("\"account\"")));
}

TEST(page_tokens, HasResetsOnlyWhereSomeTokenHas) {
    tracked_token token = burning("t");
    EXPECT_THAT(row(token), Not(HasSubstr("Next reset")));
    token.record.reset_period = "<yearly>";
    EXPECT_THAT(row(token), HasSubstr("<bdi>&lt;yearly&gt;</bdi>")) << "as sent, though it means nothing";
}

TEST(page_tokens, NamesAreText) {
    const std::string text = row(burning("<script>\u202E\"'&"));
    EXPECT_THAT(text, HasSubstr("<bdi>&lt;script&gt;\\u202e&quot;&#39;&amp;</bdi>"));
}

TEST(page_tokens, SaysHowManyAreNotShown) {
    const std::vector<account_view> views{view("a", of(std::vector<tracked_token>(1700, burning("t"))))};
    EXPECT_THAT(table(views),
                HasSubstr("<caption>1,700 tokens, of which the worst 500 are shown and 1,200 more are not"));
}

} // namespace
} // namespace balanced
