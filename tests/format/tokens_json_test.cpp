#include "example_tokens.hpp"
#include <balanced/format/tokens_json.hpp>

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <algorithm>

namespace balanced {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::IsEmpty;

account_view view_of(std::string name, std::vector<std::string> tokens) {
    account_snapshot snapshot;
    for (std::string& each : tokens)
        snapshot.tokens.push_back(test::full_token(std::move(each)));
    account_view view;
    view.account = std::move(name);
    view.snapshot = std::make_shared<const account_snapshot>(std::move(snapshot));
    return view;
}

std::vector<std::string> pieces_of(tokens_json_stream stream) {
    std::vector<std::string> pieces;
    while (!stream.ended())
        pieces.push_back(stream.next());
    EXPECT_EQ(stream.next(), "") << "after its end";
    return pieces;
}

std::string text_of(const std::vector<account_view>& accounts, const token_query& query = {}) {
    std::string text;
    for (const std::string& piece : pieces_of(tokens_json_stream(accounts, query)))
        text += piece;
    return text;
}

/// `account/name` of each, and what the accounts are.
struct listed {
    std::vector<std::string> accounts;
    std::vector<std::string> tokens;
};

listed list(const std::vector<account_view>& accounts, const token_query& query = {}) {
    const json::value said = json::parse(text_of(accounts, query));
    EXPECT_EQ(said.at("status"), "success");
    listed found;
    for (const json::value& each : said.at("data").at("accounts").as_array())
        found.accounts.emplace_back(each.at("name").as_string());
    for (const json::value& each : said.at("data").at("tokens").as_array())
        found.tokens.push_back(std::string(each.at("account").as_string()) + "/" +
                               std::string(each.at("name").as_string()));
    return found;
}

TEST(tokens_json, HasTheShapeOfPrometheusAnswers) {
    EXPECT_EQ(text_of({}), "{\"status\":\"success\",\"data\":{\"accounts\":[],\"tokens\":[]}}\n");
    EXPECT_EQ(text_of({view_of("a", {})}),
              R"({"status":"success","data":{"accounts":[{"name":"a","up":null,"last_poll":null,)"
              R"("last_successful_poll":null,"last_error":null,"tokens":0,"stale":false}],"tokens":[]}})"
              "\n");
}

TEST(tokens_json, IsInTheOrderOfAccountsAndNames) {
    const listed all = list({view_of("a", {"1", "2"}), view_of("b", {}), view_of("c", {"0"})});
    EXPECT_THAT(all.accounts, ElementsAre("a", "b", "c"));
    EXPECT_THAT(all.tokens, ElementsAre("a/1", "a/2", "c/0"));
}

TEST(tokens_json, FiltersAccountsByTheirNameAndTokensByAll) {
    const std::vector accounts{view_of("a", {"x-1", "y-1"}), view_of("b", {"x-2"})};
    EXPECT_THAT(list(accounts, {.account = "b"}).accounts, ElementsAre("b"));
    EXPECT_THAT(list(accounts, {.account = "b"}).tokens, ElementsAre("b/x-2"));
    EXPECT_THAT(list(accounts, {.account = "nobody"}).accounts, IsEmpty());
    EXPECT_THAT(list(accounts, {.name = "x-*"}).accounts, ElementsAre("a", "b"));
    EXPECT_THAT(list(accounts, {.name = "x-*"}).tokens, ElementsAre("a/x-1", "b/x-2"));
    EXPECT_THAT(list(accounts, {.level = level_choice::expired}).tokens, IsEmpty());
    EXPECT_EQ(list(accounts, {.level = level_choice::critical}).tokens.size(), 3U);
}

TEST(tokens_json, LimitsTheTokensOverAllAccounts) {
    const std::vector accounts{view_of("a", {"1", "2"}), view_of("b", {"3"})};
    EXPECT_THAT(list(accounts, {.limit = 1}).tokens, ElementsAre("a/1"));
    EXPECT_EQ(list(accounts, {.limit = 3}).tokens.size(), 3U);
    EXPECT_EQ(list(accounts, {.limit = 9}).tokens.size(), 3U);
    const listed none = list(accounts, {.limit = 0});
    EXPECT_THAT(none.accounts, ElementsAre("a", "b"));
    EXPECT_THAT(none.tokens, IsEmpty());
}

std::vector<account_view> many_tokens() {
    std::vector<std::string> names;
    for (int i = 10'000; i < 35'000; ++i)
        names.push_back(std::to_string(i));
    return {view_of("a", names), view_of("b", names)};
}

TEST(tokens_json, ComesInPiecesOfABoundedSize) {
    const std::vector<account_view> accounts = many_tokens();
    const std::vector<std::string> pieces = pieces_of(tokens_json_stream(accounts, {}));
    EXPECT_GT(pieces.size(), 100U);
    for (const std::string& piece : pieces)
        EXPECT_LT(piece.size(), 70'000U);
    EXPECT_EQ(list(accounts).tokens.size(), 50'000U);
}

TEST(tokens_json, LooksForABoundedTime) {
    const std::vector<account_view> accounts = many_tokens();
    const std::vector<std::string> pieces = pieces_of(tokens_json_stream(accounts, {.name = "none"}));
    EXPECT_GE(pieces.size(), 5U);
    EXPECT_GE(std::ranges::count(pieces, ""), 3);
    EXPECT_THAT(list(accounts, {.name = "3499?"}).tokens, testing::SizeIs(20));
}

TEST(tokens_json, HoldsItsSnapshotsUntilItsEnd) {
    std::vector<account_view> accounts = many_tokens();
    const std::weak_ptr<const account_snapshot> snapshot = accounts[1].snapshot;
    tokens_json_stream stream(accounts, {});
    accounts.clear();
    std::string text;
    while (!stream.ended()) {
        EXPECT_FALSE(snapshot.expired());
        text += stream.next();
    }
    EXPECT_TRUE(snapshot.expired());
    EXPECT_EQ(json::parse(text).at("data").at("tokens").as_array().size(), 50'000U);
}

TEST(bad_query_json, QuotesTheFault) {
    EXPECT_EQ(bad_query_json("level: \"<b>\" is\nnone"),
              R"({"status":"error","errorType":"bad_data","error":"level: \"<b>\" is\nnone"})"
              "\n");
}

} // namespace
} // namespace balanced
