#include "support/http_probe.hpp"
#include "support/running_server.hpp"
#include <balanced/net/http_session.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace balanced {

namespace {

using ::testing::ElementsAre;
using testing::http_answer;
using testing::http_probe;
using ::testing::IsEmpty;
using testing::numbered;
using testing::request_for;
using testing::running_server;

TEST(http_session, AnswersARequest) {
    running_server server;
    http_probe probe(server.endpoint);
    const http_answer answer = probe.get("/metrics?a=%20b");
    EXPECT_EQ(answer.status, 200u);
    EXPECT_EQ(answer.phrase, "OK");
    EXPECT_EQ(answer.body, "GET /metrics?a=%20b");
    EXPECT_EQ(answer.fields.at("content-type"), "text/plain; charset=utf-8");
    EXPECT_EQ(answer.fields.at("date"), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_FALSE(answer.fields.contains("server"));
}

TEST(http_session, KeepsAConnectionForMoreRequests) {
    running_server server;
    http_probe probe(server.endpoint);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(probe.get(numbered("/", i)).body, numbered("GET /", i));
}

TEST(http_session, HeadHasTheSameFieldsAndNoBody) {
    running_server server;
    http_probe probe(server.endpoint);
    probe.send("HEAD /x HTTP/1.1\r\nHost: probe\r\n\r\n");
    const http_answer answer = probe.read_answer(false);
    EXPECT_EQ(answer.fields.at("content-length"), std::to_string(std::string("HEAD /x").size()));
    EXPECT_EQ(answer.fields.at("content-type"), "text/plain; charset=utf-8");
    EXPECT_EQ(probe.get("/y").body, "GET /y");
}

TEST(http_session, AnAnswerWithoutContentLeavesItsBodyOut) {
    const http_handler nothing = [](http_request request) -> boost::asio::awaitable<http_response> {
        co_return text_response(request.path == "/204" ? 204 : 304, "never sent");
    };
    running_server server({}, nothing);
    http_probe probe(server.endpoint);
    EXPECT_EQ(probe.get("/204").status, 204u);
    EXPECT_EQ(probe.get("/304").status, 304u);
    EXPECT_EQ(probe.get("/204").status, 204u);
}

TEST(http_session, TheHandlerDecidesAboutMethods) {
    running_server server;
    http_probe probe(server.endpoint);
    probe.send("DELETE /x HTTP/1.1\r\nHost: probe\r\n\r\n");
    EXPECT_EQ(probe.read_answer().body, "DELETE /x");
}

TEST(http_session, ClosesWhereTheClientAsksForIt) {
    running_server server;
    http_probe probe(server.endpoint);
    probe.send("GET /x HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n");
    const http_answer answer = probe.read_answer();
    EXPECT_EQ(answer.body, "GET /x");
    EXPECT_EQ(answer.fields.at("connection"), "close");
    EXPECT_EQ(probe.read_to_end(), "");
    EXPECT_FALSE(probe.was_reset());
}

TEST(http_session, ServesHttp10) {
    running_server server;
    http_probe closing(server.endpoint);
    closing.send("GET /x HTTP/1.0\r\n\r\n");
    EXPECT_EQ(closing.read_answer().body, "GET /x");
    EXPECT_EQ(closing.read_to_end(), "");
    http_probe keeping(server.endpoint);
    keeping.send("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(keeping.read_answer().fields.at("connection"), "keep-alive");
    EXPECT_EQ(keeping.get("/y").body, "GET /y");
}

TEST(http_session, AnswersAClientThatHasFinishedSending) {
    running_server server;
    http_probe probe(server.endpoint);
    probe.send(request_for("/x"));
    probe.send_end();
    EXPECT_EQ(probe.read_answer().body, "GET /x");
    EXPECT_EQ(probe.read_to_end(), "");
}

TEST(http_session, AClientThatLeavesWithinARequestIsNoMatter) {
    running_server server;
    http_probe probe(server.endpoint);
    probe.send("GET /x HTTP/1.1\r\nHo");
    probe.send_end();
    EXPECT_EQ(probe.read_to_end(), "");
    EXPECT_EQ(http_probe(server.endpoint).get("/y").body, "GET /y");
    server.stop();
    EXPECT_THAT(server.refusals, IsEmpty());
}

TEST(http_session, PipelinedRequestsAreAnsweredInOrder) {
    running_server server;
    http_probe probe(server.endpoint);
    std::string requests;
    for (int i = 0; i < 500; ++i)
        requests += request_for(numbered("/", i));
    probe.send(requests);
    for (int i = 0; i < 500; ++i)
        ASSERT_EQ(probe.read_answer().body, numbered("GET /", i));
}

TEST(http_session, ARequestMayComeByteByByte) {
    running_server server;
    http_probe probe(server.endpoint);
    const std::string request = request_for("/first") + request_for("/second");
    for (const char byte : request)
        probe.send({&byte, 1});
    EXPECT_EQ(probe.read_answer().body, "GET /first");
    EXPECT_EQ(probe.read_answer().body, "GET /second");
}

TEST(http_session, AnExceptionCostsOneRequest) {
    running_server server;
    http_probe probe(server.endpoint);
    const http_answer answer = probe.get("/throw");
    EXPECT_EQ(answer.status, 500u);
    EXPECT_EQ(answer.phrase, "Internal Server Error");
    EXPECT_EQ(answer.body, "internal error\n");
    EXPECT_EQ(probe.get("/x").body, "GET /x");
    server.stop();
    EXPECT_THAT(server.failures, ElementsAre("a secret of the inside"));
    EXPECT_THAT(server.refusals, IsEmpty());
}

TEST(http_session, ARefusedHeadHasNoBody) {
    for (const char* bytes :
         {"HEAD / HTTP/1.1\r\n\r\n", "\r\nHEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n",
          "HEAD / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n"}) {
        running_server server;
        http_probe probe(server.endpoint);
        probe.send(bytes);
        EXPECT_GE(probe.read_answer(false).status, 400u) << bytes;
        EXPECT_EQ(probe.read_to_end(), "") << bytes;
    }
}

struct refused_request {
    unsigned status;
    std::string phrase;
    std::string bytes;
};

TEST(http_session, ARefusalIsToldAndEndsItsConnection) {
    const std::vector<refused_request> requests = {
        {400, "Bad Request", std::string("\x16\x03\x01\x00\xc8\x01\x00", 7)},
        {400, "Bad Request", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        {400, "Bad Request", "GET / HTTP/1.1\r\n\r\n"},
        {413, "Payload Too Large", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nsomething"},
        {431, "Request Header Fields Too Large", "GET /" + std::string(9000, 'x') + " HTTP/1.1\r\n"},
    };
    running_server server;
    for (const refused_request& each : requests) {
        http_probe probe(server.endpoint);
        probe.send(each.bytes);
        const http_answer answer = probe.read_answer();
        EXPECT_EQ(answer.status, each.status) << each.bytes;
        EXPECT_EQ(answer.phrase, each.phrase);
        EXPECT_EQ(answer.body, each.phrase + "\n");
        EXPECT_EQ(answer.fields.at("connection"), "close");
        EXPECT_TRUE(answer.fields.contains("date"));
        EXPECT_EQ(probe.read_to_end(), "");
        EXPECT_FALSE(probe.was_reset());
    }
    server.stop();
    EXPECT_THAT(server.refusals, ElementsAre(400, 400, 400, 413, 431));
}

TEST(http_session, ARefusalMayFollowServedRequests) {
    running_server server;
    http_probe probe(server.endpoint);
    probe.send(request_for("/x") + "garbage\r\n\r\n" + request_for("/never"));
    EXPECT_EQ(probe.read_answer().body, "GET /x");
    EXPECT_EQ(probe.read_answer().status, 400u);
    EXPECT_EQ(probe.read_to_end(), "");
    EXPECT_FALSE(probe.was_reset());
}

TEST(http_session, AHeaderMayFillItsLimit) {
    http_limits limits;
    limits.header_bytes = 400;
    running_server server(limits);
    const std::string frame = request_for("/");
    http_probe probe(server.endpoint);
    probe.send(request_for(std::string("/").append(400 - frame.size(), 'x')) + request_for("/next"));
    EXPECT_EQ(probe.read_answer().status, 200u);
    EXPECT_EQ(probe.read_answer().body, "GET /next");
    probe.send(request_for(std::string("/").append(401 - frame.size(), 'x')));
    EXPECT_EQ(probe.read_answer().status, 431u);
    EXPECT_EQ(probe.read_to_end(), "");
}

TEST(http_session, AConnectionHasARequestCount) {
    http_limits limits;
    limits.requests_per_connection = 3;
    running_server server(limits);
    http_probe probe(server.endpoint);
    probe.send(request_for("/1") + request_for("/2") + request_for("/3") + request_for("/4"));
    EXPECT_EQ(probe.read_answer().fields.at("connection"), "keep-alive");
    EXPECT_EQ(probe.read_answer().fields.at("connection"), "keep-alive");
    const http_answer last = probe.read_answer();
    EXPECT_EQ(last.body, "GET /3");
    EXPECT_EQ(last.fields.at("connection"), "close");
    EXPECT_EQ(probe.read_to_end(), "");
    EXPECT_FALSE(probe.was_reset());
}

} // namespace

} // namespace balanced
