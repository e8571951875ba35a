#include <balanced/format/token_body.hpp>

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace balanced {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const token_filter everything;

/// A page in two pieces, and what came of it.
struct read_page {
    explicit read_page(std::string_view body, std::size_t cut = 0)
        : read(list_shape::page, gathered) {
        read.write(body.substr(0, cut));
        read.write(body.substr(cut));
        if (const auto failure = read.finish())
            fault = std::string(name(failure->reason)) + ": " + failure->detail;
        else
            facts = read.page();
    }

    std::vector<std::string> names() {
        std::vector<std::string> all;
        const poll_outcome outcome = gathered.finish(0);
        if (const auto* list = std::get_if<token_list>(&outcome)) {
            for (const token_record& token : list->tokens)
                all.push_back(token.name);
        }
        return all;
    }

    token_gathering gathered{everything, token_gathering::origin::pages};
    token_body read;
    std::string fault;
    page_facts facts;
};

TEST(token_body, ThePublishedPageIsRead) {
    const std::string body =
        R"({"results":[{"id":"3f1c2b6e-8a4d-4f0e-9b7a-2c5d6e7f8a90","name":"production-v1","token_type":"api_token","member":"owner@example.com","masked":"sk-eden-…8a90",
  "active_balance":true,"balance":null,"expire_time":null,"revoked":false,"revoked_at":null}],"limit":100,"offset":0,"total_count":1,"next":null,"previous":null})";
    for (std::size_t cut = 0; cut <= body.size(); ++cut) {
        read_page page(body, cut);
        ASSERT_EQ(page.fault, "") << cut;
        ASSERT_EQ(page.facts.results, 1U);
        ASSERT_EQ(page.facts.limit, 100);
        ASSERT_FALSE(page.facts.has_next);
        ASSERT_EQ(page.read.bytes(), body.size());
        ASSERT_THAT(page.names(), ElementsAre("production-v1"));
    }
}

TEST(token_body, TheKeysOfAPageComeInAnyOrder) {
    for (const auto* body :
         {R"({"next":"https://x/?offset=2","limit":2,"results":[{"name":"a"},{"name":"b"}]})",
          R"({"results":[{"name":"a"},{"name":"b"}],"limit":2,"next":"https://x/?offset=2"})",
          R"({"limit":2,"results":[{"name":"a"},{"name":"b"}],"count":2,"next":"https://x/?offset=2"})"}) {
        read_page page(body);
        EXPECT_EQ(page.fault, "");
        EXPECT_EQ(page.facts.results, 2U);
        EXPECT_EQ(page.facts.limit, 2);
        EXPECT_TRUE(page.facts.has_next);
        EXPECT_THAT(page.names(), ElementsAre("a", "b"));
    }
}

TEST(token_body, OnlyResultsHoldEntries) {
    read_page page(R"({"extra":[{"name":"x"}],"more":{"results":[{"name":"y"}],"next":1,"limit":3},)"
                   R"("results":[{"name":"a","results":[{"name":"z"}],"next":"n","limit":1},7],)"
                   R"("last":[{"name":"w"},[{"name":"v"}]]})");
    EXPECT_EQ(page.fault, "");
    EXPECT_EQ(page.facts.results, 2U);
    EXPECT_EQ(page.facts.limit, std::nullopt);
    EXPECT_FALSE(page.facts.has_next);
    EXPECT_THAT(page.names(), ElementsAre("a"));
}

TEST(token_body, ALimitIsANumberOrNothing) {
    EXPECT_EQ(read_page(R"({"results":[],"limit":1e1})").facts.limit, 10);
    for (const auto* limit : {"null", "\"50\"", "[50]", "{\"limit\":50}", "true", "1e99999999999"})
        EXPECT_EQ(read_page(R"({"results":[],"limit":)" + std::string(limit) + "}").facts.limit, std::nullopt)
            << limit;
}

TEST(token_body, AnExponentThatIsTooLargeCostsItsFieldAlone) {
    read_page page(R"({"results":[{"name":"a","balance":1e99999999999,"active_balance":true},{"name":"b"}],)"
                   R"("next":null})");
    EXPECT_EQ(page.fault, "");
    EXPECT_EQ(page.facts.results, 2U);
    EXPECT_THAT(page.names(), ElementsAre("a", "b"));
}

TEST(token_body, WhatIsNoPageIsRefused) {
    EXPECT_EQ(read_page(R"([{"name":"a"}])").fault, "schema: the page is an array, not an object");
    EXPECT_EQ(read_page("null").fault, "schema: the page is null, not an object");
    EXPECT_EQ(read_page("\"sk-eden-secret\"").fault, "schema: the page is a string, not an object");
    EXPECT_EQ(read_page("{}").fault, "schema: the page has no results");
    EXPECT_EQ(read_page(R"({"detail":"no","next":null})").fault, "schema: the page has no results");
    EXPECT_EQ(read_page(R"({"results":null})").fault, "schema: the page's results are null, not an array");
    EXPECT_EQ(read_page(R"({"results":{"name":"a"}})").fault,
              "schema: the page's results are an object, not an array");
    EXPECT_EQ(read_page(R"({"results":"sk-eden-secret"})").fault,
              "schema: the page's results are a string, not an array");
    EXPECT_THAT(read_page(R"({"results":[{"name":"a"}])").fault,
                HasSubstr("decode: not JSON (incomplete JSON)"));
    EXPECT_THAT(read_page(R"({"results":[]} x)").fault, HasSubstr("decode: not JSON (extra data)"));
}

TEST(token_body, APageIsReadToDepth32) {
    const auto nested = [](std::size_t depth) { // the page, its results and the entry are three of them
        return R"({"results":[{"name":"a","deep":)" + std::string(depth - 3, '[') +
               std::string(depth - 3, ']') + "}]}";
    };
    EXPECT_EQ(read_page(nested(32)).fault, "");
    EXPECT_THAT(read_page(nested(33)).fault, HasSubstr("decode: nested deeper than 32"));
}

} // namespace
} // namespace balanced
