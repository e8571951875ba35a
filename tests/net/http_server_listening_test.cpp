#include "support/http_probe.hpp"
#include "support/running_server.hpp"
#include <balanced/net/http_server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <system_error>
#include <thread>

// What a server listens on: addresses that it opens, and sockets that others have opened.

namespace balanced {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::any_port_of_loopback;
using testing::echo;
using testing::http_probe;
using testing::running_server;

TEST(http_server_listening, ListensOnEveryInterfaceWithOneSocket) {
    asio::io_context context;
    http_server server(context.get_executor(), echo, {});
    const tcp::endpoint everywhere(asio::ip::address_v6::any(), 0);
    const int v6 = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (v6 < 0) { // no IPv6 in this kernel: the caller has to know
        EXPECT_THROW(server.listen(everywhere), boost::system::system_error);
        return;
    }
    ::close(v6);
    const auto endpoint = server.listen(everywhere);
    std::thread thread([&] { context.run(); });
    EXPECT_EQ(http_probe({asio::ip::address_v4::loopback(), endpoint.port()}).get("/4").body, "GET /4");
    asio::post(context, [&] { server.stop(); });
    thread.join();
}

TEST(http_server_listening, AnAddressInUseIsAnError) {
    running_server server;
    asio::io_context context;
    http_server second(context.get_executor(), echo, {});
    EXPECT_THROW(second.listen(server.endpoint), boost::system::system_error);
    EXPECT_EQ(http_probe(server.endpoint).get("/x").body, "GET /x");
}

TEST(http_server_listening, ServesSeveralAddresses) {
    asio::io_context context;
    http_server server(context.get_executor(), echo, {});
    const auto one = server.listen(any_port_of_loopback);
    const auto two = server.listen(any_port_of_loopback);
    std::thread thread([&] { context.run(); });
    EXPECT_EQ(http_probe(one).get("/1").body, "GET /1");
    EXPECT_EQ(http_probe(two).get("/2").body, "GET /2");
    asio::post(context, [&] { server.stop(); });
    thread.join();
}

/// A socket as systemd passes it: opened by somebody else.
int opened(int family, int type, bool listening) {
    const int number = ::socket(family, type | SOCK_CLOEXEC, 0);
    const sockaddr unnamed{.sa_family = AF_UNIX, .sa_data = {}};
    const tcp::endpoint& address = any_port_of_loopback;
    if (family == AF_INET)
        ::bind(number, address.data(), static_cast<socklen_t>(address.size()));
    else
        ::bind(number, &unnamed, sizeof unnamed.sa_family); // Linux gives it a name
    if (listening)
        ::listen(number, 10);
    return number;
}

TEST(http_server_listening, AdoptsASocketThatListensAlready) {
    asio::io_context context;
    http_server server(context.get_executor(), echo);
    const int passed = opened(AF_INET, SOCK_STREAM, true);
    const auto endpoint = server.adopt(passed);
    EXPECT_NE(endpoint.port(), 0);
    http_probe early(endpoint); // it waits in the socket's queue
    std::thread thread([&] { context.run(); });
    EXPECT_EQ(early.get("/early").body, "GET /early");
    asio::post(context, [&] { server.stop(); });
    thread.join();
    EXPECT_THROW(http_probe{endpoint}, std::system_error);
}

TEST(http_server_listening, AdoptsNothingThatDoesNotListenForTcp) {
    asio::io_context context;
    http_server server(context.get_executor(), echo);
    for (const int number : {opened(AF_INET, SOCK_STREAM, false), opened(AF_INET, SOCK_DGRAM, false),
                             opened(AF_UNIX, SOCK_STREAM, true), ::dup(STDERR_FILENO)}) {
        EXPECT_THROW(server.adopt(number), boost::system::system_error);
        EXPECT_EQ(::close(number), 0) << "it stays its owner's";
    }
    EXPECT_THROW(server.adopt(-1), boost::system::system_error);
}

} // namespace

} // namespace balanced
