#include <balanced/app/token_pages.hpp>
#include <balanced/format/status_page.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <support/gunzip.hpp>
#include <support/run_coroutine.hpp>

namespace balanced {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

class token_pages : public ::testing::Test {
protected:
    void publish(int tokens) {
        account_snapshot snapshot;
        for (int i = 0; i < tokens; ++i)
            snapshot.tokens.emplace_back().record.name = std::to_string(i);
        board.accounts["default"] = new_view({}, std::move(snapshot));
    }

    http_response tokens(const std::string& query = "") {
        http_request request{"GET", "/api/v1/tokens", query, "", ""};
        return testing::run_coroutine(loop, answer_tokens(board, readers, request, longest_stream));
    }

    http_response page(const std::string& query = "", const std::string& encoding = "") {
        http_request request{"GET", "/", query, "", encoding};
        return testing::run_coroutine(loop, answer_page(board, readers, request, "/metrics"));
    }

    std::string body_of(const http_response& response) {
        std::string body;
        for (const std::string_view piece : response.body)
            body += piece;
        while (response.more) {
            const std::string piece = testing::run_coroutine(loop, response.more());
            if (piece.empty())
                break;
            body += piece;
        }
        return body;
    }

    static std::string header(const http_response& response, std::string_view wanted) {
        for (const auto& [name, value] : response.headers) {
            if (name == wanted)
                return value;
        }
        return {};
    }

    /// Until the readers' thread has freed what was let go of.
    void settle() {
        auto nothing = [] { return true; };
        testing::run_coroutine(loop, readers.run(nothing));
    }

    asio::io_context loop;
    balanced::board board;
    balanced::readers readers;
};

TEST_F(token_pages, AShortListHasALength) {
    publish(2);
    const http_response response = tokens("limit=1");
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_FALSE(response.more);
    EXPECT_EQ(json::parse(body_of(response)).at("data").at("tokens").as_array().size(), 1U);
}

TEST_F(token_pages, ALongListGoesOnAsItIsAskedFor) {
    publish(20'000);
    const http_response response = tokens();
    ASSERT_TRUE(response.more);
    publish(1); // what has begun stays what it is
    EXPECT_EQ(json::parse(body_of(response)).at("data").at("tokens").as_array().size(), 20'000U);
    EXPECT_EQ(testing::run_coroutine(loop, response.more()), "");
}

TEST_F(token_pages, FindsWhatIsRareInALongList) {
    publish(30'000);
    EXPECT_EQ(json::parse(body_of(tokens("name=29999"))).at("data").at("tokens").as_array().size(), 1U);
}

TEST_F(token_pages, AWrongQueryIsABadRequest) {
    const http_response response = tokens("level=bad");
    EXPECT_EQ(response.status, 400U);
    EXPECT_EQ(response.content_type, "application/json");
    const json::value said = json::parse(body_of(response));
    EXPECT_EQ(said.at("errorType"), "bad_data");
    EXPECT_EQ(page("level=bad").status, 400U);
}

TEST_F(token_pages, ThePageAllowsNoScript) {
    publish(1);
    const http_response response = page();
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
    EXPECT_EQ(header(response, "Content-Security-Policy"), status_page_policy());
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header(response, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_THAT(body_of(response), ::testing::HasSubstr("default"));
}

TEST_F(token_pages, ThePageComesInGzipWhereThatIsAskedFor) {
    publish(1);
    const http_response zipped = page("", "gzip");
    EXPECT_EQ(header(zipped, "Content-Encoding"), "gzip");
    EXPECT_THAT(test::gunzip(body_of(zipped)).value_or(""), ::testing::HasSubstr("default"));
}

TEST_F(token_pages, WhereTooManyPlacesAreTakenTheNextIsToComeAgain) {
    publish(20'000);
    std::vector<http_response> streams;
    for (int i = 0; i < 32; ++i)
        streams.push_back(tokens());
    for (const http_response& response : {tokens(), page()}) {
        EXPECT_EQ(response.status, 503U);
        EXPECT_EQ(header(response, "Retry-After"), "1");
    }
    streams.pop_back();
    settle();
    EXPECT_EQ(tokens("limit=1").status, 200U);
    settle();
    EXPECT_EQ(page().status, 200U) << "what is answered leaves its place";
}

TEST_F(token_pages, WhoTakesTooLongForAListIsLeft) {
    publish(20'000);
    const http_request request{"GET", "/api/v1/tokens", "", "", ""};
    const http_response response =
        testing::run_coroutine(loop, answer_tokens(board, readers, request, -std::chrono::seconds(1)));
    ASSERT_TRUE(response.more);
    EXPECT_THROW(testing::run_coroutine(loop, response.more()), std::runtime_error);
}

} // namespace
} // namespace balanced
