#include "support/certificate.hpp"
#include "support/http_probe.hpp"
#include "support/running_server.hpp"
#include <balanced/net/http_server.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <chrono>
#include <future>
#include <list>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

// The server under TLS: all that plain connections do, and what only TLS can suffer.

namespace balanced {

namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using testing::http_probe;
using ::testing::IsEmpty;
using testing::large_page;
using testing::numbered;
using testing::request_for;
using testing::running_server;

/// One certificate for all: making a key takes its time.
const testing::certificate& own() {
    static const testing::certificate made = testing::make_certificate("localhost");
    return made;
}

ssl::context& client() {
    static const std::shared_ptr<ssl::context> made = testing::client_of(own());
    return *made;
}

tls_source always_the_same() {
    return [context = testing::server_with(own())] { return context; };
}

struct https_server : running_server {
    explicit https_server(http_limits limits = {}, http_handler handler = testing::echo)
        : running_server(limits, std::move(handler), always_the_same()) {}
};

/// The first bytes of a client that greets, and no more.
std::string half_a_greeting() {
    return std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
}

TEST(https_server, AnswersRequestsOnOneConnection) {
    https_server server;
    http_probe probe(server.endpoint, client());
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(probe.get(numbered("/", i)).body, numbered("GET /", i));
}

TEST(https_server, PipelinedRequestsInOneRecordAreAnsweredInOrder) {
    https_server server;
    http_probe probe(server.endpoint, client());
    std::string requests;
    for (int i = 0; i < 500; ++i)
        requests += request_for(numbered("/", i));
    probe.send(requests);
    for (int i = 0; i < 500; ++i)
        ASSERT_EQ(probe.read_answer().body, numbered("GET /", i));
}

TEST(https_server, ManyPiecesAreOneBody) {
    const auto pieces = std::make_shared<std::vector<std::string>>();
    std::string whole;
    for (std::size_t i = 0; i < 3000; ++i) {
        const std::size_t size = i % 7 == 0 ? 0 : i % 100 == 1 ? 20 * i : i;
        whole += pieces->emplace_back(size, static_cast<char>('a' + i % 26));
    }
    const http_handler handler = [pieces](http_request) -> asio::awaitable<http_response> {
        http_response response;
        response.body.assign(pieces->begin(), pieces->end());
        response.owners.push_back(pieces);
        co_return response;
    };
    https_server server({}, handler);
    http_probe probe(server.endpoint, client());
    EXPECT_TRUE(probe.get("/").body == whole);
    EXPECT_TRUE(probe.get("/").body == whole);
}

TEST(https_server, SpeaksTls12Too) {
    https_server server;
    const auto old = testing::client_of(own());
    SSL_CTX_set_max_proto_version(old->native_handle(), TLS1_2_VERSION);
    http_probe probe(server.endpoint, *old);
    EXPECT_EQ(probe.get("/x").body, "GET /x");
    EXPECT_EQ(probe.get("/y").body, "GET /y");
}

TEST(https_server, SaysThatTheConnectionEnds) {
    http_limits limits;
    limits.idle_time = milliseconds(10);
    https_server server(limits);
    http_probe closing(server.endpoint, client());
    closing.send("GET /x HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(closing.read_answer().body, "GET /x");
    EXPECT_EQ(closing.read_to_end(), "");
    EXPECT_TRUE(closing.was_told_the_end());
    http_probe idle(server.endpoint, client());
    idle.get("/");
    EXPECT_EQ(idle.read_to_end(), "");
    EXPECT_TRUE(idle.was_told_the_end());
}

TEST(https_server, AsksForItsContextAtEachConnection) {
    const testing::certificate next = testing::make_certificate("localhost");
    std::list<std::shared_ptr<ssl::context>> contexts{testing::server_with(own()), testing::server_with(next),
                                                      nullptr};
    const tls_source source = [&] {
        auto context = contexts.front();
        contexts.pop_front();
        return context;
    };
    running_server server({}, testing::echo, source);
    http_probe first(server.endpoint, client());
    EXPECT_EQ(first.get("/1").body, "GET /1");
    http_probe second(server.endpoint, *testing::client_of(next));
    EXPECT_EQ(second.get("/2").body, "GET /2");
    EXPECT_EQ(first.get("/1").body, "GET /1") << "the old certificate serves on where it served";
    EXPECT_EQ(http_probe(server.endpoint).get("/3").body, "GET /3") << "no context is plain HTTP";
}

TEST(https_server, AClientWithoutTlsIsToldSo) {
    https_server server;
    http_probe plain(server.endpoint);
    plain.send(request_for("/" + std::string(100000, 'x')));
    EXPECT_EQ(plain.read_to_end(),
              "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n");
    EXPECT_FALSE(plain.was_reset());
    server.stop();
    EXPECT_THAT(server.refusals, ElementsAre(400));
}

TEST(https_server, GarbageCostsOnlyItself) {
    https_server server;
    http_probe garbage(server.endpoint);
    garbage.send("no TLS and no HTTP either");
    garbage.read_to_end();
    EXPECT_FALSE(garbage.was_reset()) << "the alert may be read";
    http_probe leaving(server.endpoint);
    leaving.send(half_a_greeting());
    leaving.send_end();
    EXPECT_EQ(leaving.read_to_end(), "");
    EXPECT_EQ(http_probe(server.endpoint, client()).get("/x").body, "GET /x");
    server.stop();
    EXPECT_THAT(server.refusals, IsEmpty());
}

TEST(https_server, AClientWithoutItsCertificateLearnsWhy) {
    const auto strict = testing::server_with(own());
    strict->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
    running_server server({}, testing::echo, [strict] { return strict; });
    const auto old = testing::client_of(own());
    SSL_CTX_set_max_proto_version(old->native_handle(), TLS1_2_VERSION);
    EXPECT_THROW(http_probe(server.endpoint, *old), std::runtime_error);
    http_probe probe(server.endpoint, client());
    probe.send(request_for("/"));
    EXPECT_EQ(probe.read_to_end(), "");
    EXPECT_FALSE(probe.was_reset());
}

TEST(https_server, AnUnfinishedHandshakeIsClosed) {
    http_limits limits;
    limits.request_time = milliseconds(50);
    https_server server(limits);
    http_probe silent(server.endpoint);
    http_probe begun(server.endpoint);
    begun.send(half_a_greeting());
    EXPECT_EQ(silent.read_to_end(), "");
    EXPECT_EQ(begun.read_to_end(), "");
    server.stop();
    EXPECT_THAT(server.refusals, IsEmpty());
}

TEST(https_server, TheTimeForARequestBeginsWithTheHandshake) {
    http_limits limits;
    limits.request_time = std::chrono::seconds(1); // a handshake must succeed within it
    limits.idle_time = std::chrono::minutes(2);
    limits.header_bytes = 1 << 24;
    https_server server(limits);
    http_probe silent(server.endpoint, client());
    http_probe unfinished(server.endpoint, client());
    unfinished.send("GET /");
    while (!unfinished.has_input())
        unfinished.send("x");
    EXPECT_EQ(unfinished.read_answer().status, 408u);
    EXPECT_EQ(unfinished.read_to_end(), "");
    EXPECT_EQ(silent.read_to_end(), "");
    EXPECT_TRUE(silent.was_told_the_end());
    server.stop();
    EXPECT_THAT(server.refusals, ElementsAre(408));
}

TEST(https_server, AClientThatReadsNothingIsDropped) {
    http_limits limits;
    limits.write_time = milliseconds(50);
    large_page page;
    https_server server(limits, page.handler());
    http_probe deaf(server.endpoint, client());
    deaf.send(request_for("/large"));
    EXPECT_EQ(http_probe(server.endpoint, client()).get("/").body, "small");
    ASSERT_EQ(page.released.get_future().wait_for(std::chrono::minutes(1)), std::future_status::ready);
    EXPECT_LT(deaf.read_to_end().size(), 64u << 20);
    EXPECT_FALSE(deaf.was_told_the_end());
}

TEST(https_server, ALargeAnswerIsWhole) {
    large_page page;
    https_server server({}, page.handler());
    http_probe probe(server.endpoint, client());
    EXPECT_EQ(probe.get("/large").body.size(), 64u << 20);
    EXPECT_EQ(probe.get("/").body, "small");
}

TEST(https_server, HandshakesAndIdleConnectionsGiveWay) {
    http_limits limits;
    limits.connections = 3;
    https_server server(limits);
    http_probe silent(server.endpoint);
    http_probe begun(server.endpoint);
    begun.send(half_a_greeting());
    http_probe kept(server.endpoint, client());
    kept.get("/");
    http_probe fourth(server.endpoint, client());
    EXPECT_EQ(fourth.get("/4").body, "GET /4");
    EXPECT_EQ(silent.read_to_end(), "");
    http_probe fifth(server.endpoint, client());
    EXPECT_EQ(fifth.get("/5").body, "GET /5");
    EXPECT_EQ(begun.read_to_end(), "");
    http_probe sixth(server.endpoint, client());
    EXPECT_EQ(sixth.get("/6").body, "GET /6");
    EXPECT_EQ(kept.read_to_end(), "");
    EXPECT_TRUE(kept.was_told_the_end());
}

TEST(https_server, StopWaitsForNobody) {
    large_page page;
    https_server server({}, page.handler());
    std::list<http_probe> shaking;
    for (int i = 0; i < 100; ++i)
        shaking.emplace_back(server.endpoint).send(i % 2 == 0 ? half_a_greeting() : "");
    http_probe kept(server.endpoint, client());
    kept.get("/");
    http_probe deaf(server.endpoint, client());
    deaf.send(request_for("/large"));
    ASSERT_EQ(deaf.read_answer(false).status, 200u);
    const auto begin = std::chrono::steady_clock::now();
    server.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
    for (http_probe& each : shaking)
        EXPECT_EQ(each.read_to_end(), "");
    EXPECT_EQ(kept.read_to_end(), "");
    EXPECT_TRUE(kept.was_told_the_end());
    EXPECT_EQ(page.released.get_future().wait_for(milliseconds(0)), std::future_status::ready);
}

// What a sanitizer sees.
TEST(https_server, MayGoWithItsContextWhileConnectionsLive) {
    auto context = std::make_unique<asio::io_context>();
    auto server = std::make_unique<http_server>(context->get_executor(), testing::echo);
    const auto endpoint = server->listen(testing::any_port_of_loopback, always_the_same());
    http_probe begun(endpoint);
    begun.send(half_a_greeting());
    http_probe garbage(endpoint);
    garbage.send("no TLS at all");
    while (!garbage.has_input())
        context->run_one();
    server.reset();
    context.reset();
    EXPECT_EQ(begun.read_to_end(), "");
}

} // namespace

} // namespace balanced
