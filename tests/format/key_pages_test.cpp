#include <balanced/format/key_pages.hpp>

#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <vector>

namespace balanced {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Keys with these numbers as names and ids.
std::string keys(std::size_t from, std::size_t to) {
    std::string text;
    for (std::size_t i = from; i < to; ++i)
        text += (i == from ? "" : ",") + std::string(R"({"name":"k)") + std::to_string(i) + R"(","id":")" +
                std::to_string(i) + R"("})";
    return text;
}

std::string page(const std::string& results, const std::string& more) {
    return R"({"results":[)" + results + "]" + more + "}";
}

const std::string has_next = R"(,"next":"https://elsewhere.invalid/?offset=7")";

/// A server that is asked until the list ends.
struct conversation {
    /// `answer` makes the body of each page from its number, counted from 0.
    explicit conversation(const std::function<std::string(std::size_t)>& answer,
                          const token_filter& filter = {}) {
        key_pages pages(filter);
        std::optional<poll_outcome> ended;
        while (!ended) {
            const std::string body = answer(queries.size());
            queries.push_back(pages.query());
            pages.write(body);
            ended = pages.finish_page();
        }
        if (auto* list = std::get_if<token_list>(&*ended))
            got = std::move(*list);
        else
            fault = std::string(name(std::get<poll_failure>(*ended).reason)) + ": " +
                    std::get<poll_failure>(*ended).detail;
    }
    explicit conversation(std::vector<std::string> bodies)
        : conversation([bodies = std::move(bodies)](std::size_t number) { return bodies.at(number); }) {}

    std::vector<std::string> queries;
    token_list got;
    std::string fault;
};

TEST(key_pages, AShortPageIsTheLast) {
    const conversation said({page(keys(0, 99), has_next)});
    EXPECT_EQ(said.fault, "");
    EXPECT_THAT(said.queries, ElementsAre("limit=100&offset=0"));
    EXPECT_EQ(said.got.tokens.size(), 99U);
}

TEST(key_pages, APageWithoutNextIsTheLast) {
    for (const auto* end : {R"(,"next":null)", ""}) {
        const conversation said({page(keys(0, 100), has_next), page(keys(100, 200), end)});
        EXPECT_EQ(said.fault, "");
        EXPECT_THAT(said.queries, ElementsAre("limit=100&offset=0", "limit=100&offset=100"));
        EXPECT_EQ(said.got.tokens.size(), 200U);
    }
}

TEST(key_pages, AnEmptyPageIsTheLast) {
    const conversation said({page(keys(0, 100), has_next), page("", has_next)});
    EXPECT_EQ(said.got.tokens.size(), 100U);
    EXPECT_THAT(conversation({page("", has_next)}).got.tokens, IsEmpty());
}

TEST(key_pages, AServerMayLowerTheLimit) {
    const conversation said({page(keys(0, 2), has_next + R"(,"limit":2)"),
                             page(keys(2, 4), has_next + R"(,"limit":2)"),
                             page(keys(4, 5), has_next + R"(,"limit":2)")});
    EXPECT_EQ(said.fault, "");
    EXPECT_THAT(said.queries, ElementsAre("limit=100&offset=0", "limit=100&offset=2", "limit=100&offset=4"));
    EXPECT_EQ(said.got.tokens.size(), 5U);
}

TEST(key_pages, ALimitThatIsNoneIsTheOneAskedFor) {
    for (const auto* limit : {"0", "-1", "null", "\"2\"", "1000"}) {
        const conversation said({page(keys(0, 100), has_next + R"(,"limit":)" + limit), page("", "")});
        EXPECT_EQ(said.queries.size(), 2U) << limit;
        EXPECT_EQ(conversation({page(keys(0, 5), has_next + R"(,"limit":)" + limit)}).queries.size(), 1U)
            << limit;
    }
}

TEST(key_pages, TheOffsetCountsWhatCame) {
    const conversation said(
        {page(keys(0, 150), has_next), page("7," + keys(150, 249), has_next), page("", "")});
    EXPECT_THAT(said.queries,
                ElementsAre("limit=100&offset=0", "limit=100&offset=150", "limit=100&offset=250"));
    EXPECT_EQ(said.got.tally.skipped[0], 1U);
}

TEST(key_pages, AnEntryMetTwiceIsOne) {
    const conversation said({page(keys(0, 100), has_next), page(keys(99, 150), "")});
    EXPECT_EQ(said.fault, "");
    EXPECT_EQ(said.got.tokens.size(), 150U);
    EXPECT_EQ(said.got.tally.collisions, 0U);
}

TEST(key_pages, BytesAreCountedOverAllPages) {
    const std::string first = page(keys(0, 100), has_next);
    const std::string second = page(keys(100, 101), "");
    EXPECT_EQ(conversation({first, second}).got.body_bytes, first.size() + second.size());
}

TEST(key_pages, AServerThatShowsOnePageForEverIsAFailure) {
    const auto same = [](std::size_t) { return page(keys(0, 100), has_next); };
    const conversation said(same);
    EXPECT_EQ(said.fault, "schema: page 2 of the list repeats what was there before");
    EXPECT_EQ(said.queries.size(), 2U);
}

TEST(key_pages, PagesInACircleAreAFailure) {
    std::string legacy;
    for (int i = 0; i < 100; ++i)
        legacy += (i == 0 ? "" : ",") + std::string(R"({"id":null,"name":"l)") + std::to_string(i) + "\"}";
    const auto circle = [&](std::size_t number) {
        return number % 2 == 0 ? page(legacy, has_next) : page(keys(0, 100), has_next);
    };
    EXPECT_EQ(conversation(circle).fault, "schema: page 3 of the list repeats what was there before");
    const auto turning = [&](std::size_t number) {
        return page(number == 0 ? keys(0, 100) : keys(50, 100) + "," + keys(0, 50), has_next);
    };
    EXPECT_EQ(conversation(turning).fault, "schema: page 2 of the list repeats what was there before");
}

TEST(key_pages, AListWithoutEndIsAFailure) {
    const auto endless = [](std::size_t number) {
        return page(keys(number, number + 1), has_next + R"(,"limit":1)");
    };
    const conversation said(endless);
    EXPECT_EQ(said.fault, "schema: the list has more than 2000 pages");
    EXPECT_EQ(said.queries.size(), 2000U);
}

TEST(key_pages, ABadPageIsAFailure) {
    EXPECT_EQ(conversation({page(keys(0, 100), has_next), R"([{"name":"a"}])"}).fault,
              "schema: the page is an array, not an object");
    EXPECT_EQ(conversation({page(keys(0, 100), has_next), R"({"detail":"no"})"}).fault,
              "schema: the page has no results");
    EXPECT_THAT(conversation({page(keys(0, 100), has_next), R"({"results":[)"}).fault,
                testing::StartsWith("decode: not JSON (incomplete JSON)"));
}

TEST(key_pages, UsableEntriesOfAnyPageMakeAList) {
    std::string junk;
    for (int i = 0; i < 100; ++i)
        junk += (i == 0 ? "" : ",") + std::to_string(i);
    EXPECT_EQ(conversation({page(junk, has_next), page(keys(0, 1), "")}).got.tokens.size(), 1U);
    EXPECT_EQ(conversation({page(junk, has_next), page("", "")}).fault,
              "schema: none of 100 entries is a token");
}

} // namespace
} // namespace balanced
