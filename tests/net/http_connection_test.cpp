#include "support/http_probe.hpp"
#include "support/running_server.hpp"
#include <balanced/net/http_connection.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <vector>

namespace balanced {

namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using testing::http_answer;
using testing::http_probe;
using ::testing::IsEmpty;
using testing::large_page;
using testing::request_for;
using testing::running_server;

TEST(http_connection, ManyPiecesAreOneBody) {
    const auto pieces = std::make_shared<std::vector<std::string>>();
    std::string whole;
    for (std::size_t i = 0; i < 5000; ++i)
        whole += pieces->emplace_back(i % 7 == 0 ? 0 : i, static_cast<char>('a' + i % 26));
    const http_handler handler = [pieces](http_request) -> asio::awaitable<http_response> {
        http_response response;
        response.body.assign(pieces->begin(), pieces->end());
        response.owners.push_back(pieces);
        co_return response;
    };
    running_server server({}, handler);
    http_probe probe(server.endpoint);
    EXPECT_TRUE(probe.get("/").body == whole);
    EXPECT_TRUE(probe.get("/").body == whole);
}

TEST(http_connection, ABodyMayBeEmpty) {
    const http_handler handler = [](http_request request) -> asio::awaitable<http_response> {
        http_response response;
        if (request.path == "/empty-pieces")
            response.body.assign(200, std::string_view());
        co_return response;
    };
    running_server server({}, handler);
    http_probe probe(server.endpoint);
    EXPECT_EQ(probe.get("/").fields.at("content-length"), "0");
    EXPECT_EQ(probe.get("/empty-pieces").fields.at("content-length"), "0");
    EXPECT_EQ(probe.get("/").status, 200u);
}

TEST(http_connection, WhatFollowsTheLastRequestEatsNoAnswer) {
    running_server server;
    http_probe probe(server.endpoint);
    probe.send("GET /x HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n" + std::string(100000, 'x'));
    EXPECT_EQ(probe.read_answer().body, "GET /x");
    EXPECT_EQ(probe.read_to_end(), "");
    EXPECT_FALSE(probe.was_reset());
}

TEST(http_connection, ARefusalIsReadableBesideALargeBody) {
    running_server server;
    http_probe probe(server.endpoint);
    probe.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + std::string(200000, 'x'));
    EXPECT_EQ(probe.read_answer().status, 413u);
    EXPECT_EQ(probe.read_to_end(), "");
    EXPECT_FALSE(probe.was_reset());
}

TEST(http_connection, AnUnfinishedRequestIs408) {
    http_limits limits;
    limits.request_time = milliseconds(50);
    running_server server(running_server::held(), limits);
    http_probe probe(server.endpoint);
    probe.send("GET / HTTP/1.1\r\nHost: probe\r\n");
    server.run();
    const http_answer answer = probe.read_answer();
    EXPECT_EQ(answer.status, 408u);
    EXPECT_EQ(answer.phrase, "Request Timeout");
    EXPECT_EQ(answer.fields.at("connection"), "close");
    EXPECT_EQ(probe.read_to_end(), "");
    server.stop();
    EXPECT_THAT(server.refusals, ElementsAre(408));
}

TEST(http_connection, MoreBytesBuyNoMoreTime) {
    http_limits limits;
    limits.request_time = milliseconds(50);
    limits.header_bytes = 1 << 24;
    running_server server(running_server::held(), limits);
    http_probe probe(server.endpoint);
    probe.send("GET /");
    server.run();
    while (!probe.has_input())
        probe.send("x");
    EXPECT_EQ(probe.read_answer().status, 408u);
}

TEST(http_connection, AnUnfinishedRequestBehindAServedOneIs408) {
    http_limits limits;
    limits.request_time = milliseconds(50);
    running_server server(running_server::held(), limits);
    http_probe probe(server.endpoint);
    probe.send(request_for("/x") + "GET");
    server.run();
    EXPECT_EQ(probe.read_answer().body, "GET /x");
    EXPECT_EQ(probe.read_answer().status, 408u);
    EXPECT_EQ(probe.read_to_end(), "");
}

TEST(http_connection, ASilentConnectionIsClosedWithoutAWord) {
    http_limits limits;
    limits.request_time = milliseconds(50);
    running_server server(limits);
    EXPECT_EQ(http_probe(server.endpoint).read_to_end(), "");
    server.stop();
    EXPECT_THAT(server.refusals, IsEmpty());
}

TEST(http_connection, AnIdleConnectionIsClosedWithoutAWord) {
    http_limits limits;
    limits.idle_time = milliseconds(50);
    running_server server(limits);
    http_probe probe(server.endpoint);
    EXPECT_EQ(probe.get("/x").body, "GET /x");
    EXPECT_EQ(probe.read_to_end(), "");
    server.stop();
    EXPECT_THAT(server.refusals, IsEmpty());
}

TEST(http_connection, AClientThatReadsNothingIsDropped) {
    http_limits limits;
    limits.write_time = milliseconds(50);
    large_page page;
    running_server server(limits, page.handler());
    http_probe deaf(server.endpoint);
    deaf.send(request_for("/large"));
    EXPECT_EQ(http_probe(server.endpoint).get("/").body, "small");
    ASSERT_EQ(page.released.get_future().wait_for(std::chrono::minutes(1)), std::future_status::ready);
    EXPECT_LT(deaf.read_to_end().size(), 64u << 20);
    server.stop();
    EXPECT_THAT(server.refusals, IsEmpty());
}

TEST(http_connection, AClientMayLeaveWithinAnAnswer) {
    large_page page;
    running_server server({}, page.handler());
    {
        http_probe leaving(server.endpoint);
        leaving.send(request_for("/large"));
        leaving.read_answer(false);
    }
    ASSERT_EQ(page.released.get_future().wait_for(std::chrono::minutes(1)), std::future_status::ready);
    EXPECT_EQ(http_probe(server.endpoint).get("/").body, "small");
}

} // namespace

} // namespace balanced
