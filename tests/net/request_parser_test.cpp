#include <balanced/net/request_parser.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace balanced {

namespace {

using progress = request_parser::progress;

struct parsed {
    progress state = progress::needs_more;
    unsigned refusal = 0;
    bool keep_alive = false;
    bool for_head = false;
    http_request request{};
    std::string rest{};
};

parsed parse(std::string_view bytes, std::size_t step_size, std::size_t limit = 8192) {
    request_parser parser(limit);
    parsed result;
    while (!bytes.empty() && result.state == progress::needs_more) {
        result.rest.append(bytes.substr(0, step_size));
        bytes.remove_prefix(std::min(step_size, bytes.size()));
        const auto step = parser.feed(result.rest);
        result.rest.erase(0, step.used);
        result.state = step.state;
        result.refusal = step.refusal;
    }
    result.rest.append(bytes);
    result.for_head = parser.asks_for_head();
    if (result.state == progress::complete) {
        result.keep_alive = parser.keep_alive();
        result.request = parser.request();
    }
    return result;
}

/// In one piece and byte by byte alike.
parsed parse(std::string_view bytes) {
    auto whole = parse(bytes, bytes.size());
    const auto dribbled = parse(bytes, 1);
    EXPECT_EQ(whole.state, dribbled.state) << bytes;
    EXPECT_EQ(whole.refusal, dribbled.refusal) << bytes;
    EXPECT_EQ(whole.keep_alive, dribbled.keep_alive) << bytes;
    EXPECT_EQ(whole.for_head, dribbled.for_head) << bytes;
    EXPECT_EQ(whole.request.path, dribbled.request.path) << bytes;
    return whole;
}

parsed parse_target(const std::string& target) {
    return parse("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
}

unsigned refusal_of(std::string_view bytes) {
    const auto result = parse(bytes);
    EXPECT_EQ(result.state, progress::refused) << bytes;
    return result.refusal;
}

TEST(request_parser, KnowsAHeadEvenWhereItIsRefusedOrIncomplete) {
    EXPECT_TRUE(parse("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").for_head);
    EXPECT_TRUE(parse("\r\nHEAD / HTTP/1.1\r\n\r\n").for_head);
    EXPECT_TRUE(parse("HEAD / HT").for_head);
    EXPECT_FALSE(parse("HEADS / HTTP/1.1\r\nHost: a\r\n\r\n").for_head);
    EXPECT_FALSE(
        parse("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nHEAD / HTTP").for_head);
    request_parser parser(100);
    parser.feed("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    parser.reset();
    EXPECT_FALSE(parser.asks_for_head());
}

TEST(request_parser, ReadsWhatTheHandlerNeeds) {
    const auto result = parse("GET /metrics?a=b%20c&d HTTP/1.1\r\n"
                              "Host: localhost:10440\r\n"
                              "Accept: text/plain;q=0.5\r\n"
                              "accept-encoding:gzip\r\n"
                              "ACCEPT:\tapplication/openmetrics-text \r\n\r\n");
    ASSERT_EQ(result.state, progress::complete);
    EXPECT_EQ(result.request.method, "GET");
    EXPECT_EQ(result.request.path, "/metrics");
    EXPECT_EQ(result.request.query, "a=b%20c&d");
    EXPECT_EQ(result.request.accept, "text/plain;q=0.5, application/openmetrics-text");
    EXPECT_EQ(result.request.accept_encoding, "gzip");
    EXPECT_TRUE(result.keep_alive);
}

TEST(request_parser, ReadsTheCredentials) {
    EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost: a\r\nauthorization: Basic YTpi \r\n\r\n").request.authorization,
              "Basic YTpi");
    EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost: a\r\n\r\n").request.authorization, "");
}

TEST(request_parser, RefusesSeveralSetsOfCredentials) {
    EXPECT_EQ(
        refusal_of(
            "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic YTpi\r\nAuthorization: Basic YTpi\r\n\r\n"),
        400U);
}

TEST(request_parser, AnyMethodIsTakenAsSent) {
    for (const std::string method : {"HEAD", "POST", "get", "PURGE", "OPTIONS"}) {
        const auto result = parse(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
        ASSERT_EQ(result.state, progress::complete) << method;
        EXPECT_EQ(result.request.method, method);
    }
}

TEST(request_parser, PathAndQueryAreNotDecoded) {
    const auto result = parse_target("/a%2Fb/../c?x=%3F?y");
    EXPECT_EQ(result.request.path, "/a%2Fb/../c");
    EXPECT_EQ(result.request.query, "x=%3F?y");
}

TEST(request_parser, AnAbsoluteTargetIsReducedToItsPath) {
    EXPECT_EQ(parse_target("http://localhost:10440/metrics?a").request.path, "/metrics");
    EXPECT_EQ(parse_target("http://localhost:10440/metrics?a").request.query, "a");
    EXPECT_EQ(parse_target("HTTPS://localhost/-/ready").request.path, "/-/ready");
    EXPECT_EQ(parse_target("http://localhost").request.path, "/");
    EXPECT_EQ(parse_target("http://localhost?a/b").request.path, "/");
    EXPECT_EQ(parse_target("http://localhost?a/b").request.query, "a/b");
    EXPECT_EQ(parse_target("/http://localhost/x").request.path, "/http://localhost/x");
    EXPECT_EQ(parse_target("*").request.path, "*");
}

TEST(request_parser, WhetherTheConnectionStaysFollowsVersionAndField) {
    EXPECT_TRUE(parse("GET / HTTP/1.1\r\nHost: a\r\n\r\n").keep_alive);
    EXPECT_FALSE(parse("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").keep_alive);
    EXPECT_FALSE(parse("GET / HTTP/1.1\r\nHost: a\r\nConnection: TE, Close\r\n\r\n").keep_alive);
    EXPECT_FALSE(parse("GET / HTTP/1.0\r\n\r\n").keep_alive);
    EXPECT_TRUE(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keep_alive);
}

TEST(request_parser, LeavesTheNextRequestAlone) {
    const std::string next = "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n";
    const auto result = parse("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n" + next);
    EXPECT_EQ(result.request.path, "/1");
    EXPECT_EQ(result.rest, next);
}

TEST(request_parser, ServesOneRequestAfterTheOther) {
    request_parser parser(100);
    const std::string request = "GET /1 HTTP/1.1\r\nHost: a\r\nAccept: b\r\n\r\n";
    for (int i = 0; i < 10; ++i) {
        const auto step = parser.feed(request);
        EXPECT_EQ(step.used, request.size());
        ASSERT_EQ(step.state, progress::complete);
        EXPECT_EQ(parser.request().accept, "b");
        parser.reset();
    }
}

TEST(request_parser, EmptyLinesBeforeARequestAreIgnored) {
    EXPECT_EQ(parse("\r\n\r\nGET /x HTTP/1.0\r\n\r\n").request.path, "/x");
    EXPECT_EQ(parse("\r\r\n", 3).refusal, 400u);
}

TEST(request_parser, EmptyLinesWithoutAnEndAreTooMany) {
    std::string lines;
    for (int i = 0; i < 8192; ++i)
        lines.append("\r\n");
    EXPECT_EQ(parse(lines, lines.size()).refusal, 431u);
    EXPECT_EQ(parse(lines, 3).refusal, 431u);
}

TEST(request_parser, WhatIsNotHttpIsRefusedAtItsFirstBytes) {
    for (const std::string& bytes : {std::string("\x16\x03\x01\x02\x00\x01", 6), std::string("\0\0\0\0", 4),
                                     std::string("{\"a\": 1}"), std::string(" GET / HTTP/1.1")})
        EXPECT_EQ(parse(bytes, bytes.size()).refusal, 400u) << bytes;
}

TEST(request_parser, MalformedRequestsAre400) {
    for (const std::string_view bytes : {
             "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
             "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
             "GET / HTTP/0.9\r\n\r\n",
             "GET / http/1.1\r\nHost: a\r\n\r\n",
             "GET /\r\n\r\n",
             "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
             "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
             "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
             "GET /a\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
             "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a\r\nAccept : b\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
             "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a\r\nAccept: b\rc\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a\r\nAccept: b\x7f\r\n\r\n",
         })
        EXPECT_EQ(refusal_of(bytes), 400u) << bytes;
}

TEST(request_parser, ABareLineFeedEndsNoLine) {
    const std::string_view bytes = "GET / HTTP/1.1\nHost: a\n\n";
    EXPECT_EQ(parse(bytes, bytes.size()).refusal, 400u);
}

TEST(request_parser, ExactlyOneSoundHostIsNeeded) {
    EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\n\r\n"), 400u);
    EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 400u);
    EXPECT_EQ(refusal_of("GET / HTTP/1.0\r\nHost: a\r\nhost: b\r\n\r\n"), 400u);
    EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400u);
    EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: user@a/b\r\n\r\n"), 400u);
    EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost:\r\n\r\n").state, progress::complete);
    EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost: [::1]:10440\r\n\r\n").state, progress::complete);
    EXPECT_EQ(parse("GET / HTTP/1.0\r\n\r\n").state, progress::complete);
}

TEST(request_parser, ABodyIs413) {
    EXPECT_EQ(refusal_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n"), 413u);
    EXPECT_EQ(refusal_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551615\r\n\r\n"), 413u);
    EXPECT_EQ(
        refusal_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"),
        413u);
    EXPECT_EQ(refusal_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n"),
              413u);
}

TEST(request_parser, AnEmptyBodyIsNone) {
    const std::string next = "GET /2";
    for (const std::string framing :
         {"Content-Length: 0\r\n\r\n", "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "Transfer-Encoding: Chunked\r\n\r\n000\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n0;a=b\r\nHost: trailer\r\nAccept: trailer\r\n\r\n"}) {
        const auto result =
            parse(std::string("POST /-/reload HTTP/1.1\r\nHost: a\r\n").append(framing).append(next));
        ASSERT_EQ(result.state, progress::complete) << framing;
        EXPECT_EQ(result.request.path, "/-/reload");
        EXPECT_EQ(result.request.accept, "");
        EXPECT_EQ(result.rest, next);
    }
}

TEST(request_parser, ALengthThatCouldBeReadInTwoWaysIs400) {
    for (const std::string fields : {
             "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
             "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
             "Content-Length: 5\r\nTransfer-Encoding: identity\r\n",
             "Transfer-Encoding: identity\r\nContent-Length: 5\r\n",
             "Content-Length: 5\r\nContent-Length: 6\r\n",
             "Content-Length: 0\r\nContent-Length: 6\r\n",
             "Content-Length: 0, 6\r\n",
             "Content-Length: -1\r\n",
             "Content-Length: +0\r\n",
             "Content-Length: 0x0\r\n",
             "Content-Length:\r\n",
             "Content-Length: 18446744073709551616\r\n",
             "Transfer-Encoding: gzip, chunked\r\n",
             "Transfer-Encoding: chunked, chunked\r\n",
             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
             "Transfer-Encoding: xchunked\r\n",
             "Transfer-Encoding: chunked, gzip\r\n",
             "Transfer-Encoding:\r\n",
             "Transfer-Encoding : chunked\r\n",
         })
        EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n0\r\n\r\n"), 400u) << fields;
    EXPECT_EQ(refusal_of("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400u);
}

TEST(request_parser, AMalformedChunkIs400) {
    for (const std::string chunk : {"x\r\n\r\n", "\r\n\r\n\r\n", "0 x\r\n\r\n", "0\r\nno colon\r\n\r\n"})
        EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk), 400u)
            << chunk;
}

TEST(request_parser, ARequestMayHaveAllOfTheLimitAndNoByteMore) {
    const auto request_of = [](std::size_t size) {
        const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nAccept: ";
        return head + std::string(size - head.size() - 4, 'x') + "\r\n\r\n";
    };
    const std::string next = "GET /2 HTTP/1.1";
    for (const std::size_t step : {1u, 7u, 1000u, 10000u}) {
        EXPECT_EQ(parse(request_of(300), step, 300).state, progress::complete) << step;
        EXPECT_EQ(parse(request_of(300).append(next), step, 300).state, progress::complete) << step;
        EXPECT_EQ(parse(request_of(301), step, 300).refusal, 431u) << step;
        EXPECT_EQ(parse(request_of(10000), step, 300).refusal, 431u) << step;
    }
}

TEST(request_parser, NoPartOfARequestEscapesTheLimit) {
    const std::string long_part(500, 'x');
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
    const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
    for (const std::string& start : {std::string(), std::string("GET /"), head, head + "Accept: ",
                                     chunked + "0;", chunked + "0\r\nTrailer: ", chunked + "0"}) {
        const std::string bytes = start + long_part;
        EXPECT_EQ(parse(bytes, 1, 300).refusal, 431u) << bytes;
        EXPECT_EQ(parse(bytes, bytes.size(), 300).refusal, 431u) << bytes;
    }
    for (const char filler : {' ', '0'})
        EXPECT_EQ(
            parse((filler == ' ' ? head + "Accept:" : chunked) + std::string(500, filler), 1, 300).refusal,
            431u);
}

TEST(request_parser, AnUnfinishedRequestNeedsMore) {
    const std::string request = "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    for (std::size_t size = 1; size < request.size(); ++size)
        EXPECT_EQ(parse(request.substr(0, size)).state, progress::needs_more) << size;
    EXPECT_EQ(parse(request).state, progress::complete);
}

} // namespace

} // namespace balanced
