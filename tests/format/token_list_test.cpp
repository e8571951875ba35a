#include "format/decoded_list.hpp"

namespace balanced {
namespace {

using testing::ElementsAre;

TEST(token_list, ThePublishedExampleIsRead) {
    const std::string body =
        R"([{"name":"production-api-token","token":"eyJhbG...","token_type":"api_token","balance":null,"active_balance":false,"expire_time":null},
 {"name":"limited-budget-token","token":"eyJhbG...","token_type":"api_token","balance":87.45,"active_balance":true,"expire_time":null}])";
    const token_list list = list_of(body);
    ASSERT_THAT(names(list), ElementsAre("limited-budget-token", "production-api-token"));
    EXPECT_EQ(list.tokens[0].token_type, "api_token");
    EXPECT_EQ(list.tokens[0].balance, 87.45);
    EXPECT_TRUE(list.tokens[0].active_balance);
    EXPECT_EQ(list.tokens[0].expire_time, std::nullopt);
    EXPECT_EQ(list.tokens[1].balance, std::nullopt);
    EXPECT_FALSE(list.tokens[1].balance_malformed);
    EXPECT_FALSE(list.tokens[1].active_balance);
    EXPECT_EQ(list.body_bytes, body.size());
}

TEST(token_list, ThePublishedExampleOfV3IsNoListOfV2) {
    EXPECT_EQ(
        failure_of(
            R"({"results":[{"id":"3f1c2b6e-8a4d-4f0e-9b7a-2c5d6e7f8a90","name":"production-v1","token_type":"api_token","member":"owner@example.com","masked":"sk-eden-…8a90",
  "active_balance":true,"balance":null,"expire_time":null,"revoked":false,"revoked_at":null}],"limit":100,"offset":0,"total_count":1,"next":null,"previous":null})"),
        "schema: the list is an object, not an array");
}

TEST(token_list, TheErrorBodiesOfTheApiAreNoLists) {
    for (const char* body :
         {R"({"error":{"type":"validation_error","message":{}}})",
          R"({"detail":"Invalid authentication credentials"})", R"({"details":"Not Found"})"})
        EXPECT_EQ(failure_of(body), "schema: the list is an object, not an array");
    EXPECT_EQ(failure_of("<html><body>502 Bad Gateway</body></html>"),
              "decode: not JSON (syntax error) at byte 0");
}

TEST(token_list, AnEmptyListIsAList) {
    for (const char* body : {"[]", " [ ] ", "\r\n\t[]\n"}) {
        const token_list list = list_of(body);
        EXPECT_TRUE(list.tokens.empty());
        EXPECT_EQ(list.body_bytes, std::string_view(body).size());
    }
}

TEST(token_list, AnythingButAnArrayIsNoList) {
    EXPECT_EQ(failure_of("{}"), "schema: the list is an object, not an array");
    EXPECT_EQ(failure_of("null"), "schema: the list is null, not an array");
    EXPECT_EQ(failure_of("true"), "schema: the list is a boolean, not an array");
    EXPECT_EQ(failure_of("\"sk-eden-1\""), "schema: the list is a string, not an array");
    EXPECT_EQ(failure_of("-1.5e3"), "schema: the list is a number, not an array");
}

TEST(token_list, WhatIsNotWhollyJsonIsNotDecoded) {
    EXPECT_EQ(failure_of(""), "decode: not JSON (incomplete JSON) at byte 0");
    EXPECT_EQ(failure_of("  "), "decode: not JSON (incomplete JSON) at byte 2");
    EXPECT_EQ(failure_of(R"([{"name":"a"})"), "decode: not JSON (incomplete JSON) at byte 13");
    EXPECT_EQ(failure_of(R"([{"name":"a"}]])"), "decode: not JSON (extra data) at byte 14");
    EXPECT_EQ(failure_of(R"([{"name":"a"}] x)"), "decode: not JSON (extra data) at byte 15");
    EXPECT_EQ(failure_of(R"([{"name":"a"},])"), "decode: not JSON (syntax error) at byte 14");
    for (const std::string_view body :
         {std::string_view(R"([{"name":"a",}])"), std::string_view("[{'name':'a'}]"),
          std::string_view(R"([{"name":"a"} {"name":"b"}])"), std::string_view("[1,2"),
          std::string_view("[{\"name\":\"a\nb\"}]"), std::string_view("[NaN]"), std::string_view("[01]"),
          std::string_view("[+1]"), std::string_view("[1.]"), std::string_view(R"(["\x41"])"),
          std::string_view(R"(["\u12"])"), std::string_view("[] // x"), std::string_view("\xEF\xBB\xBF[]"),
          std::string_view("[]\0", 3), std::string_view("[\xFF]"), std::string_view("[\"\xE2\x82"),
          std::string_view(R"(["\ud83d)"), std::string_view("[nul]")})
        EXPECT_THAT(failure_of(body), testing::StartsWith("decode: not JSON (")) << body;
}

TEST(token_list, ThePositionOfAFaultCountsTheBytesOfTheBody) {
    EXPECT_EQ(failure_of("[\"\xC3\xA9\xFF\xFF\\ud800\",!]"), "decode: not JSON (syntax error) at byte 14");
    EXPECT_EQ(failure_of("[\xFF]"), "decode: not JSON (syntax error) at byte 1");
}

TEST(token_list, ThePositionOfAFaultIsTheSameHoweverTheBodyIsCut) {
    for (const std::string_view body :
         {std::string_view("[\xF0\x9F\x98\x80]"), std::string_view("[\xE2\x82]"),
          std::string_view("[\"\xE2\x82\\ud83d\",!]"), std::string_view("[1,]")}) {
        const std::string whole = description(decode(body));
        for (std::size_t cut = 0; cut <= body.size(); ++cut)
            ASSERT_EQ(description(decode_pieces({body.substr(0, cut), body.substr(cut)})), whole) << cut;
    }
}

TEST(token_list, WritingStopsWhereTheBodyCanNoLongerBecomeAList) {
    const token_filter all;
    token_list_decoder decoder(all);
    EXPECT_TRUE(decoder.write("  "));
    EXPECT_FALSE(decoder.write("{\"results\":["));
    EXPECT_FALSE(decoder.write("]}"));
    EXPECT_EQ(std::get<poll_failure>(decoder.finish()).reason, failure_reason::schema);
}

TEST(token_list, EmptyPiecesChangeNothing) {
    EXPECT_THAT(names(std::get<token_list>(decode_pieces({"", "[{\"name\":", "", "\"a\"}", "", "]", ""}))),
                ElementsAre("a"));
}

TEST(token_list, EntriesThatAreNoTokensAreSkippedAndCountedByReason) {
    const token_list list = list_of(
        R"([1,"name",null,true,[],[{"name":"inner"}],-2.5e3,{},{"name":null},{"balance":1},{"name":1},{"name":""},)"
        R"({"name":true},{"name":["a"]},{"name":{"name":"inner"}},{"name":"good"}])");
    EXPECT_THAT(names(list), ElementsAre("good"));
    EXPECT_EQ(skipped(list.tally, skip_reason::not_object), 7U);
    EXPECT_EQ(skipped(list.tally, skip_reason::no_name), 3U);
    EXPECT_EQ(skipped(list.tally, skip_reason::bad_name), 5U);
}

TEST(token_list, NamesThatBecomeEqualByTheirRepairAreNamesakes) {
    const token_list list = list_of("[{\"name\":\"a\xFF\"},{\"name\":\"a\\ud800\"}]");
    EXPECT_THAT(names(list), ElementsAre("a\xEF\xBF\xBD", "a\xEF\xBF\xBD#2"));
    EXPECT_EQ(list.tally.collisions, 1U);
}

TEST(token_list, RevokedEntriesAreNoTokensWhateverElseTheyHold) {
    const token_list list =
        list_of(R"([{"name":"a","revoked":true},{"revoked":true,"balance":"junk","name":"b"},)"
                R"({"revoked":true},{"name":7,"expire_time":[],"revoked":true},{"name":"live"}])");
    EXPECT_THAT(names(list), ElementsAre("live"));
    EXPECT_EQ(list.tally.revoked, 4U);
    EXPECT_THAT(list.tally.skipped, testing::Each(0U));
    EXPECT_THAT(list.tally.field_errors, testing::Each(0U));
}

TEST(token_list, TheFilterLeavesOutByNameAndCounts) {
    const token_filter filter{{"prod-*", "x"}, {"*-old"}};
    const token_list list = list_of(R"([{"name":"prod-a","balance":[]},{"name":"prod-b-old","balance":[]},)"
                                    R"({"name":"other","expire_time":"2026-03-01T12:00:00"},{"name":"x"}])",
                                    filter);
    EXPECT_THAT(names(list), ElementsAre("prod-a", "x"));
    EXPECT_EQ(list.tally.filtered, 2U);
    EXPECT_THAT(list.tally.field_errors, ElementsAre(1U, 0U, 0U, 0U, 0U, 0U));
    EXPECT_FALSE(list.tally.zoneless_expire_time);
}

TEST(token_list, NamesakesAreNumberedByIdThenMaskedThenPlace) {
    const token_list list =
        list_of(R"([{"name":"x","balance":4},{"name":"y"},{"name":"x","masked":"b","balance":3},)"
                R"({"masked":"a","balance":2,"name":"x"},{"name":"x","id":"1","masked":"z","balance":1},)"
                R"({"name":"x","balance":5}])");
    ASSERT_THAT(names(list), ElementsAre("x", "x#2", "x#3", "x#4", "x#5", "y"));
    for (std::size_t i = 0; i < 5; ++i)
        EXPECT_EQ(list.tokens[i].balance, static_cast<double>(i + 1));
    EXPECT_EQ(list.tally.collisions, 4U);
}

TEST(token_list, NamesakesOfRevokedAndFilteredEntriesKeepTheirNames) {
    const token_filter filter{{"*"}, {"gone"}};
    const token_list list =
        list_of(R"([{"name":"x","revoked":true},{"name":"x"},{"name":"gone"},{"name":"gone"}])", filter);
    EXPECT_THAT(names(list), ElementsAre("x"));
    EXPECT_EQ(list.tally.collisions, 0U);
}

TEST(token_list, AListWithoutAnyUsableEntryIsAFailureWithItsTally) {
    const poll_outcome outcome = decode(R"([{"detail":"no"},1,{"name":""}])");
    const auto* failure = std::get_if<poll_failure>(&outcome);
    ASSERT_NE(failure, nullptr);
    EXPECT_EQ(failure->reason, failure_reason::schema);
    EXPECT_EQ(failure->detail, "none of 3 entries is a token");
    EXPECT_EQ(failure->status, 0U);
    EXPECT_THAT(failure->tally.skipped, ElementsAre(1U, 1U, 1U));
    EXPECT_EQ(failure_of(R"([{"error":"Insufficient credits"}])"), "schema: the only entry is no token");
}

TEST(token_list, RevokedAndFilteredEntriesAreUsable) {
    EXPECT_TRUE(list_of(R"([{"revoked":true},{"error":1}])").tokens.empty());
    EXPECT_TRUE(list_of(R"([{"name":"x"},{"error":1}])", token_filter{{"y"}, {}}).tokens.empty());
}

/// What a key sees of itself.
poll_outcome decode_itself(std::string_view body, const token_filter& filter = {}) {
    token_list_decoder decoder(filter, list_shape::single);
    decoder.write(body);
    return decoder.finish();
}

std::string own_name(std::string_view body) {
    const poll_outcome outcome = decode_itself(body);
    const auto* list = std::get_if<token_list>(&outcome);
    return list != nullptr && list->tokens.size() == 1 ? list->tokens[0].name : "no token";
}

TEST(token_list, AKeyThatLooksAtItselfIsAListOfOne) {
    const std::string body =
        R"({"label":"my key","masked":"sk-eden-…8a90","balance":"50.000000000","active_balance":true,)"
        R"("more":{"balance":1,"name":"x"},"expire_time":"2027-01-15T08:00:00Z","token_type":"api_token"})";
    const poll_outcome outcome = decode_itself(body);
    const auto* list = std::get_if<token_list>(&outcome);
    ASSERT_NE(list, nullptr);
    ASSERT_THAT(names(*list), ElementsAre("my key"));
    EXPECT_EQ(list->tokens[0].balance, 50.0);
    EXPECT_TRUE(list->tokens[0].has_budget());
    EXPECT_EQ(list->tokens[0].expire_time, time_point(std::chrono::seconds(1'800'000'000)));
    EXPECT_EQ(list->body_bytes, body.size());
}

TEST(token_list, AKeyThatLooksAtItselfIsCalledByNameLabelMaskedOrSelf) {
    EXPECT_EQ(own_name(R"({"masked":"m","label":"l","name":"n","balance":null})"), "n");
    EXPECT_EQ(own_name(R"({"masked":"m","label":"l","name":null,"balance":null})"), "l");
    EXPECT_EQ(own_name(R"({"masked":"m","label":"l","name":"","balance":null})"), "l");
    EXPECT_EQ(own_name(R"({"masked":"m","label":7,"balance":null})"), "m");
    EXPECT_EQ(own_name(R"({"masked":"m","label":")" + std::string(201, 'l') + R"(","balance":null})"), "m");
    EXPECT_EQ(own_name(R"({"masked":null,"balance":null})"), "self");
    EXPECT_EQ(own_name(R"({"name":[],"balance":1})"), "self");
}

TEST(token_list, AKeyThatLooksAtItselfIsDescribedByWhatItMayDo) {
    for (const auto* field : {R"("token_type":"api_token")", R"("balance":null)", R"("active_balance":false)",
                              R"("expire_time":null)", R"("balance":[])", R"("expire_time":"soon")"})
        EXPECT_EQ(own_name("{" + std::string(field) + "}"), "self") << field;
    for (const auto* body : {"{}", R"({"detail":"Invalid"})", R"({"name":"NotFound","message":"no"})",
                             R"({"error":{"balance":1}})", R"({"id":"1","masked":"m"})"}) {
        const poll_outcome outcome = decode_itself(body);
        const auto* failure = std::get_if<poll_failure>(&outcome);
        ASSERT_NE(failure, nullptr) << body;
        EXPECT_EQ(failure->reason, failure_reason::schema);
        EXPECT_EQ(failure->detail, "the answer describes no token");
        EXPECT_THAT(failure->tally.skipped, testing::Each(0U));
    }
}

TEST(token_list, AKeyThatLooksAtItselfMayBeFilteredOrRevoked) {
    const poll_outcome filtered = decode_itself(R"({"name":"a","balance":1})", {{"b"}, {}});
    ASSERT_TRUE(std::holds_alternative<token_list>(filtered));
    EXPECT_EQ(std::get<token_list>(filtered).tally.filtered, 1U);
    const poll_outcome revoked = decode_itself(R"({"name":"a","balance":1,"revoked":true})");
    ASSERT_TRUE(std::holds_alternative<token_list>(revoked));
    EXPECT_EQ(std::get<token_list>(revoked).tally.revoked, 1U);
    EXPECT_TRUE(std::get<token_list>(revoked).tokens.empty());
}

TEST(token_list, AListIsNoKeyThatLooksAtItself) {
    const poll_outcome outcome = decode_itself(R"([{"name":"a","balance":1}])");
    ASSERT_TRUE(std::holds_alternative<poll_failure>(outcome));
    EXPECT_EQ(std::get<poll_failure>(outcome).detail, "the answer is an array, not an object");
    EXPECT_EQ(std::get<poll_failure>(decode_itself("null")).detail, "the answer is null, not an object");
    EXPECT_EQ(std::get<poll_failure>(decode_itself(R"({"balance":1)")).reason, failure_reason::decode);
}

} // namespace
} // namespace balanced
