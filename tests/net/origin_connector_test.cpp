#include "support/client_fixture.hpp"
#include "support/connect_proxy.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>

namespace asio = boost::asio;
using balanced::failure_reason;
using balanced::proxy_server;
using balanced::simulator::options;
using balanced::testing::connect_proxy;
using balanced::testing::proxy_behaviour;
using balanced::testing::refusing;
using balanced::testing::saying;
using std::chrono_literals::operator""ms;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace {

/// A client whose account has a proxy, with a user that no failure may name.
class origin_connector : public balanced::testing::client_fixture {
protected:
    origin_connector() { settings.proxy = proxy_server{"127.0.0.1", proxy.port(), "us3r", "s3cr3t"}; }

    std::string origin() const { return "localhost:" + std::to_string(service->port()); }
    std::string proxy_name() const { return "127.0.0.1:" + std::to_string(proxy.port()); }

    /// The failure of an exchange that the proxy ends.
    balanced::poll_failure proxy_failure(proxy_behaviour behaviour) {
        client.reset();
        proxy.behave(std::move(behaviour));
        auto made = failure();
        EXPECT_EQ(made.reason, failure_reason::proxy) << made.detail;
        EXPECT_THAT(made.detail,
                    AllOf(testing::StartsWith("the proxy " + proxy_name() + ": "), Not(HasSubstr("us3r")),
                          Not(HasSubstr("s3cr3t")), Not(HasSubstr("secret"))));
        EXPECT_EQ(service->connection_count(), 0U);
        return made;
    }

    connect_proxy proxy;
};

TEST_F(origin_connector, GoesThroughATunnel) {
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(body, "[]");
    EXPECT_EQ(proxy.connection_count(), 1U);
    EXPECT_THAT(proxy.heads(), ElementsAre("CONNECT " + origin() + " HTTP/1.1\r\nHost: " + origin() +
                                           "\r\nProxy-Authorization: Basic dXMzcjpzM2NyM3Q=\r\n\r\n"));
}

TEST_F(origin_connector, KeepsTheTunnel) {
    for (int i = 0; i < 3; ++i)
        EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(proxy.connection_count(), 1U);
    EXPECT_EQ(client->connections_opened(), 1U);
    EXPECT_EQ(service->request_count(), 3U);
}

TEST_F(origin_connector, ReplacesATunnelThatWasClosedMeanwhile) {
    exchange();
    proxy.drop_connections();
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(client->connections_opened(), 2U);
    EXPECT_EQ(proxy.connection_count(), 2U);
}

TEST_F(origin_connector, ShowsTheProxyNothingOfTheRequest) {
    EXPECT_FALSE(exchange().failure);
    EXPECT_THAT(proxy.heads(), Each(Not(HasSubstr("simulated-key"))));
    EXPECT_THAT(proxy.tunnelled(),
                AllOf(Not(testing::IsEmpty()), Not(HasSubstr("simulated-key")), Not(HasSubstr("GET "))));
    const auto requests = service->wait_for_requests(1);
    EXPECT_EQ(requests[0].header("authorization"), "Bearer simulated-key");
    EXPECT_EQ(requests[0].header("proxy-authorization"), "");
}

TEST_F(origin_connector, TunnelsPlainHttpToo) {
    options plain;
    plain.tls = false;
    serve(plain);
    settings.proxy = proxy_server{"127.0.0.1", proxy.port(), "", ""};
    EXPECT_FALSE(exchange().failure);
    EXPECT_FALSE(exchange().failure);
    EXPECT_THAT(proxy.heads(),
                ElementsAre("CONNECT " + origin() + " HTTP/1.1\r\nHost: " + origin() + "\r\n\r\n"));
    EXPECT_EQ(service->request_count(), 2U);
}

TEST_F(origin_connector, LooksUpTheProxyAndLeavesTheOriginToIt) {
    std::string looked_up;
    lookup = [&looked_up](const std::string& host) {
        looked_up += host + ' ';
        return balanced::testing::lookup_of({"127.0.0.1"})(host);
    };
    settings.proxy->host = "proxy.example";
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(looked_up, "proxy.example ");
}

TEST_F(origin_connector, AsksForAnIpv6OriginInBrackets) {
    settings.base_url.host = "2001:db8::1"; // a proxy that takes every host for its own
    settings.tls.server_name = "localhost";
    EXPECT_FALSE(exchange().failure);
    const std::string authority = "[2001:db8::1]:" + std::to_string(service->port());
    EXPECT_THAT(proxy.heads(), ElementsAre(AllOf(HasSubstr("CONNECT " + authority + " HTTP/1.1\r\n"),
                                                 HasSubstr("\r\nHost: " + authority + "\r\n"))));
}

TEST_F(origin_connector, TakesAnAnswerInPieces) {
    proxy_behaviour pieces;
    pieces.answer = {
        "H",    "TTP/1.1 1", "00 Continue\r", "\n\r\nHTTP/1.1 200 Connection est", "ablished\r\nVia", ": x\r",
        "\n\r", "\n"};
    proxy.behave(pieces);
    EXPECT_FALSE(exchange().failure);
}

TEST_F(origin_connector, ARefusalIsTheProxysWithItsStatus) {
    for (const unsigned status : {302U, 403U, 429U, 502U, 503U}) {
        const auto made = proxy_failure(refusing(status));
        EXPECT_EQ(made.status, status);
        EXPECT_THAT(made.detail, HasSubstr(": " + std::to_string(status)));
    }
    EXPECT_EQ(client->connections_opened(), 1U) << "the connection to the proxy";
}

TEST_F(origin_connector, ShowsItsPasswordWhereOneIsDemanded) {
    proxy_behaviour demanding;
    demanding.credentials = "dXMzcjpzM2NyM3Q=";
    proxy.behave(demanding);
    EXPECT_FALSE(exchange().failure);
}

TEST_F(origin_connector, AWrongOrMissingPasswordIsSaid) {
    proxy_behaviour demanding;
    demanding.credentials = "bWU6b3RoZXI=";
    EXPECT_THAT(proxy_failure(demanding).detail,
                HasSubstr("407 Proxy Authentication Required: it refuses the user name or the password"));
    settings.proxy->user.clear();
    const auto made = proxy_failure(demanding);
    EXPECT_EQ(made.status, 407U);
    EXPECT_THAT(made.detail,
                HasSubstr("407 Proxy Authentication Required: it wants a user name and a password"));
}

TEST_F(origin_connector, WhateverElseTheProxySaysIsItsFailure) {
    EXPECT_THAT(proxy_failure(saying("SSH-2.0-secret\r\n")).detail, HasSubstr("not an HTTP/1.1 answer"));
    EXPECT_THAT(proxy_failure(saying("HTTP/1.1 200 OK\r\nA: " + std::string(20000, 'x'))).detail,
                HasSubstr("exceeds 16384 bytes"));
    EXPECT_THAT(proxy_failure(saying("HTTP/1.1 200 OK\r\n\r\nsecret")).detail,
                HasSubstr("more than the head of its answer"));
    EXPECT_THAT(proxy_failure(saying("")).detail,
                HasSubstr("connection closed by " + proxy_name() + " before an answer"));
    EXPECT_THAT(proxy_failure(saying("HTTP/1.1 200 OK\r\n")).detail,
                HasSubstr("the answer ends before it is complete"));
}

TEST_F(origin_connector, AProxyThatCannotBeReachedIsItsFailure) {
    proxy.stop_listening();
    const auto made = failure();
    EXPECT_EQ(made.reason, failure_reason::proxy);
    EXPECT_EQ(made.detail, "the proxy " + proxy_name() + ": connection refused by " + proxy_name());
    EXPECT_EQ(client->connections_opened(), 0U);
}

TEST_F(origin_connector, AProxyThatDoesNotResolveIsItsFailure) {
    lookup = [](const std::string&) {
        balanced::resolution none;
        none.fault = "Name or service not known";
        return none;
    };
    settings.proxy->host = "proxy.example";
    const auto made = failure();
    EXPECT_EQ(made.reason, failure_reason::proxy);
    EXPECT_EQ(made.detail, "the proxy proxy.example:" + std::to_string(proxy.port()) +
                               ": cannot look up proxy.example: Name or service not known");
}

TEST_F(origin_connector, TheDeadlineEndsTheWaitForTheProxy) {
    for (const std::vector<std::string>& said : {std::vector<std::string>{}, {"HTTP/1.1 200 OK\r\n"}}) {
        client.reset();
        proxy_behaviour hanging;
        hanging.answer = said;
        hanging.then = proxy_behaviour::ending::hang;
        proxy.behave(hanging);
        const auto made = failure(50ms);
        EXPECT_EQ(made.reason, failure_reason::timeout);
        EXPECT_THAT(made.detail,
                    testing::StartsWith("the proxy " + proxy_name() + ": the deadline passed while "));
    }
}

TEST_F(origin_connector, TheDeadlineGoesOverTheTunnelToo) {
    balanced::simulator::answer held;
    held.hold = true;
    service->push(held);
    const auto made = failure(500ms); // the tunnel and the handshake must be done by then
    EXPECT_EQ(made.reason, failure_reason::timeout);
    EXPECT_EQ(made.detail, "the deadline passed while waiting for the answer of " + origin() +
                               " through the proxy " + proxy_name());
}

TEST_F(origin_connector, TlsInTheTunnelIsTlsWithTheOrigin) {
    settings.tls.server_name = "api.example";
    const auto made = failure();
    EXPECT_EQ(made.reason, failure_reason::tls);
    EXPECT_EQ(made.detail, "host name mismatch: the certificate of " + origin() + " through the proxy " +
                               proxy_name() + " is for another host");
    EXPECT_EQ(service->request_count(), 0U);
}

TEST_F(origin_connector, AnOriginThatTheProxyLosesIsConnect) {
    service->stop_listening(); // this proxy opens the tunnel and then closes it
    const auto made = failure();
    EXPECT_EQ(made.reason, failure_reason::connect);
    EXPECT_THAT(made.detail, HasSubstr(origin() + " through the proxy " + proxy_name()));
}

TEST_F(origin_connector, CancellationEndsTheWaitForTheProxy) {
    proxy_behaviour hanging;
    hanging.answer.clear();
    hanging.then = proxy_behaviour::ending::hang;
    proxy.behave(hanging);
    asio::cancellation_signal stop;
    boost::system::error_code thrown;
    const auto note = [&](std::exception_ptr error, const balanced::exchange_result&) {
        try {
            if (error)
                std::rethrow_exception(error);
        } catch (const boost::system::system_error& failed) {
            thrown = failed.code();
        }
    };
    asio::co_spawn(context, begin(in(std::chrono::hours(1))),
                   asio::bind_cancellation_slot(stop.slot(), note));
    while (proxy.heads().empty())
        context.poll();
    stop.emit(asio::cancellation_type::terminal);
    context.run();
    EXPECT_EQ(thrown, asio::error::operation_aborted);
}

} // namespace
