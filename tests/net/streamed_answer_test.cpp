#include "support/certificate.hpp"
#include "support/http_probe.hpp"
#include "support/running_server.hpp"
#include <balanced/net/http_server.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

// Answers of a length that is not known before, through real sockets.

namespace balanced {

namespace {

namespace asio = boost::asio;
using testing::http_probe;
using testing::request_for;
using testing::running_server;

/// `/N` answers with N pieces, `/throw` throws in place of the third, and `/endless` has more than anyone
/// reads.
struct pieces {
    http_handler handler() {
        return [this](http_request request) -> asio::awaitable<http_response> {
            http_response response = text_response(200, first);
            std::size_t count = request.path == "/throw" ? broken : endless;
            if (request.path != "/throw" && request.path != "/endless")
                count = std::stoul(request.path.substr(1));
            response.more = [this, count, at = std::size_t(1)]() mutable {
                ++asked;
                return next(count, at++);
            };
            co_return response;
        };
    }

    static asio::awaitable<std::string> next(std::size_t count, std::size_t at) {
        if (count == broken && at == 2)
            throw std::runtime_error("broken");
        co_return at < count ? std::string(1000 * at, 'b') : std::string();
    }

    static std::string whole(std::size_t count) {
        std::string all = "first";
        for (std::size_t at = 1; at < count; ++at)
            all += std::string(1000 * at, 'b');
        return all;
    }

    static constexpr std::size_t broken = 1'000'000, endless = 1'000'001;
    std::string first = "first";
    int asked = 0; ///< to be read after the stop
};

TEST(streamed_answer, ComesInChunksAndTheNextAnswerAfterIt) {
    pieces source;
    running_server server({}, source.handler());
    http_probe probe(server.endpoint);
    probe.send(request_for("/20"));
    const auto answer = probe.read_answer();
    EXPECT_EQ(answer.fields.at("transfer-encoding"), "chunked");
    EXPECT_FALSE(answer.fields.contains("content-length"));
    EXPECT_EQ(answer.fields.at("connection"), "keep-alive");
    EXPECT_EQ(answer.body, pieces::whole(20));
}

TEST(streamed_answer, IsFollowedByThoseOfPipelinedRequests) {
    const http_handler handler = [](http_request request) -> asio::awaitable<http_response> {
        http_response response = text_response(200, request.path);
        response.more = [left = 2]() mutable -> asio::awaitable<std::string> {
            return pieces::next(std::size_t(left--), 1);
        };
        co_return response;
    };
    running_server server({}, handler);
    http_probe probe(server.endpoint);
    probe.send(request_for("/a") + request_for("/b"));
    EXPECT_EQ(probe.read_answer().body, "/a" + std::string(1000, 'b'));
    EXPECT_EQ(probe.read_answer().body, "/b" + std::string(1000, 'b'));
}

TEST(streamed_answer, MayBeginWithNothing) {
    pieces source;
    source.first.clear();
    running_server server({}, source.handler());
    EXPECT_EQ(http_probe(server.endpoint).get("/2").body, std::string(1000, 'b'));
}

TEST(streamed_answer, EndsWithTheConnectionForAnOldClient) {
    pieces source;
    running_server server({}, source.handler());
    http_probe probe(server.endpoint);
    probe.send("GET /20 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const auto answer = probe.read_answer();
    EXPECT_FALSE(answer.fields.contains("transfer-encoding"));
    EXPECT_FALSE(answer.fields.contains("content-length"));
    EXPECT_EQ(answer.fields.at("connection"), "close");
    EXPECT_EQ(probe.read_to_end(), pieces::whole(20));
    EXPECT_FALSE(probe.was_reset());
}

TEST(streamed_answer, IsNotAskedForItsPiecesByHead) {
    pieces source;
    running_server server({}, source.handler());
    http_probe probe(server.endpoint);
    probe.send("HEAD /20 HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(probe.read_answer(false).fields.at("transfer-encoding"), "chunked");
    EXPECT_FALSE(probe.has_input());
    server.stop();
    EXPECT_EQ(source.asked, 0);
}

TEST(streamed_answer, ThatFailsIsNotTakenForAWholeOne) {
    pieces source;
    running_server server({}, source.handler());
    http_probe probe(server.endpoint);
    probe.send(request_for("/throw"));
    EXPECT_EQ(probe.read_answer(false).status, 200u);
    EXPECT_EQ(probe.read_to_end().find("\r\n0\r\n"), std::string::npos);
    server.stop();
    EXPECT_EQ(server.failures, std::vector<std::string>{"broken"});
}

TEST(streamed_answer, ThatFailsResetsTheConnectionOfAnOldClient) {
    pieces source;
    running_server server({}, source.handler());
    http_probe probe(server.endpoint);
    probe.send("GET /throw HTTP/1.0\r\n\r\n");
    probe.read_to_end();
    EXPECT_TRUE(probe.was_reset());
}

TEST(streamed_answer, EndsWhenItsClientGoes) {
    pieces source;
    running_server server({}, source.handler());
    {
        http_probe probe(server.endpoint);
        probe.send(request_for("/endless"));
        probe.read_answer(false);
    }
    EXPECT_EQ(http_probe(server.endpoint).get("/1").body, "first");
    server.stop();
}

TEST(streamed_answer, EndsAtTheStop) {
    pieces source;
    running_server server({}, source.handler());
    http_probe deaf(server.endpoint);
    deaf.send(request_for("/endless"));
    deaf.read_answer(false);
    server.stop();
    EXPECT_TRUE(server.failures.empty());
}

TEST(streamed_answer, ComesUnderTlsToo) {
    const testing::certificate own = testing::make_certificate("localhost");
    pieces source;
    const auto context = testing::server_with(own);
    running_server server({}, source.handler(), [context] { return context; });
    const auto client = testing::client_of(own);
    http_probe probe(server.endpoint, *client);
    EXPECT_EQ(probe.get("/200").body, pieces::whole(200));
}

} // namespace

} // namespace balanced
