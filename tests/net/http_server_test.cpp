#include "support/http_probe.hpp"
#include "support/running_server.hpp"
#include <balanced/net/http_server.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <thread>

namespace balanced {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;
using testing::any_port_of_loopback;
using testing::echo;
using testing::http_probe;
using testing::large_page;
using testing::request_for;
using testing::running_server;

TEST(http_server, TheOldestIdleConnectionGivesWay) {
    http_limits limits;
    limits.connections = 3;
    running_server server(limits);
    http_probe first(server.endpoint);
    first.get("/");
    http_probe second(server.endpoint);
    second.get("/");
    http_probe third(server.endpoint);
    third.get("/");
    first.get("/"); // now the second has waited longest
    http_probe fourth(server.endpoint);
    EXPECT_EQ(fourth.get("/4").body, "GET /4");
    EXPECT_EQ(second.read_to_end(), "");
    http_probe fifth(server.endpoint);
    EXPECT_EQ(fifth.get("/5").body, "GET /5");
    EXPECT_EQ(third.read_to_end(), "");
    EXPECT_EQ(first.get("/1").body, "GET /1");
}

TEST(http_server, ASilentConnectionGivesWayToo) {
    http_limits limits;
    limits.connections = 2;
    running_server server(limits);
    http_probe silent(server.endpoint);
    http_probe second(server.endpoint);
    second.get("/");
    http_probe third(server.endpoint);
    EXPECT_EQ(third.get("/3").body, "GET /3");
    EXPECT_EQ(silent.read_to_end(), "");
    EXPECT_EQ(second.get("/2").body, "GET /2");
}

TEST(http_server, AClosedConnectionLeavesItsPlace) {
    http_limits limits;
    limits.connections = 1;
    limits.idle_time = milliseconds(10);
    running_server server(limits);
    for (int i = 0; i < 20; ++i) {
        http_probe probe(server.endpoint);
        EXPECT_EQ(probe.get("/x").body, "GET /x");
        EXPECT_EQ(probe.read_to_end(), "");
    }
}

/// Answers `/wait` only when released.
struct gate {
    http_handler handler() {
        return [this](http_request request) -> asio::awaitable<http_response> {
            if (request.path == "/wait") {
                const auto executor = co_await asio::this_coro::executor;
                timer.emplace(executor, std::chrono::hours(1));
                entered.set_value();
                boost::system::error_code ignored;
                co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
                timer.reset();
            }
            co_return text_response(200, "through");
        };
    }

    void release() {
        asio::post(timer->get_executor(), [this] { timer->cancel(); });
    }

    std::optional<asio::steady_timer> timer{};
    std::promise<void> entered{};
};

TEST(http_server, WhereNoConnectionIsIdleTheNewOneIsClosed) {
    http_limits limits;
    limits.connections = 2;
    gate door;
    running_server server(limits, door.handler());
    http_probe handled(server.endpoint);
    handled.send(request_for("/wait"));
    door.entered.get_future().wait();
    http_probe unfinished(server.endpoint);
    unfinished.send(request_for("/") + "GET /");
    EXPECT_EQ(unfinished.read_answer().status, 200u);
    EXPECT_EQ(http_probe(server.endpoint).read_to_end(), "");
    unfinished.send(" HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(unfinished.read_answer().status, 200u);
    door.release();
    EXPECT_EQ(handled.read_answer().body, "through");
}

TEST(http_server, StopEndsEveryKindOfConnection) {
    gate door;
    running_server server({}, door.handler());
    http_probe handled(server.endpoint);
    handled.send(request_for("/wait"));
    door.entered.get_future().wait();
    http_probe kept(server.endpoint);
    kept.get("/");
    http_probe unfinished(server.endpoint);
    unfinished.send(request_for("/") + "GET /");
    unfinished.read_answer();
    http_probe lingering(server.endpoint);
    lingering.send("garbage\r\n\r\n");
    EXPECT_EQ(lingering.read_answer().status, 400u);
    server.stop();
    EXPECT_EQ(handled.read_to_end(), "");
    EXPECT_EQ(kept.read_to_end(), "");
    EXPECT_EQ(unfinished.read_to_end(), "");
    EXPECT_EQ(lingering.read_to_end(), "");
    EXPECT_THROW(http_probe{server.endpoint}, std::system_error);
}

TEST(http_server, StopDoesNotWaitForAClientThatReadsNothing) {
    large_page page;
    running_server server({}, page.handler());
    http_probe deaf(server.endpoint);
    deaf.send(request_for("/large"));
    ASSERT_EQ(deaf.read_answer(false).status, 200u);
    server.stop();
    EXPECT_EQ(page.released.get_future().wait_for(milliseconds(0)), std::future_status::ready);
}

/// No descriptor but those that are open, until it goes.
struct exhausted_descriptors {
    exhausted_descriptors() {
        ::getrlimit(RLIMIT_NOFILE, &before);
        const int next = ::dup(STDERR_FILENO);
        ::close(next);
        rlimit now = before;
        now.rlim_cur = static_cast<rlim_t>(next);
        ::setrlimit(RLIMIT_NOFILE, &now);
    }
    ~exhausted_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before); }

    rlimit before{};
};

TEST(http_server, WithoutDescriptorsTheOldestIdleConnectionGivesWay) {
    running_server server;
    http_probe idle(server.endpoint);
    idle.get("/");
    http_probe next;
    const exhausted_descriptors none;
    next.connect(server.endpoint);
    EXPECT_EQ(idle.read_to_end(), "");
    EXPECT_EQ(next.get("/next").body, "GET /next");
}

TEST(http_server, ListensOnEveryInterfaceWithOneSocket) {
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

TEST(http_server, AnAddressInUseIsAnError) {
    running_server server;
    asio::io_context context;
    http_server second(context.get_executor(), echo, {});
    EXPECT_THROW(second.listen(server.endpoint), boost::system::system_error);
    EXPECT_EQ(http_probe(server.endpoint).get("/x").body, "GET /x");
}

TEST(http_server, ServesSeveralAddresses) {
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

TEST(http_server, AdoptsASocketThatListensAlready) {
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

TEST(http_server, AdoptsNothingThatDoesNotListenForTcp) {
    asio::io_context context;
    http_server server(context.get_executor(), echo);
    for (const int number : {opened(AF_INET, SOCK_STREAM, false), opened(AF_INET, SOCK_DGRAM, false),
                             opened(AF_UNIX, SOCK_STREAM, true), ::dup(STDERR_FILENO)}) {
        EXPECT_THROW(server.adopt(number), boost::system::system_error);
        EXPECT_EQ(::close(number), 0) << "it stays its owner's";
    }
    EXPECT_THROW(server.adopt(-1), boost::system::system_error);
}

// What a sanitizer sees.
TEST(http_server, MayGoWithItsContextWhileConnectionsLive) {
    large_page page;
    bool waiting = false;
    auto context = std::make_unique<asio::io_context>();
    const http_handler handler = [&](http_request request) -> asio::awaitable<http_response> {
        if (request.path == "/wait") {
            asio::steady_timer timer(*context, std::chrono::hours(1));
            waiting = true;
            co_await timer.async_wait(asio::use_awaitable);
        }
        http_response response;
        response.body.assign(64, page.megabyte);
        co_return response;
    };
    auto server = std::make_unique<http_server>(context->get_executor(), handler);
    const auto endpoint = server->listen(any_port_of_loopback);
    http_probe silent(endpoint);
    http_probe unfinished(endpoint);
    unfinished.send("GET /");
    http_probe stalled(endpoint);
    stalled.send(request_for("/large"));
    http_probe handled(endpoint);
    handled.send(request_for("/wait"));
    while (!waiting || !stalled.has_input())
        context->run_one();
    server.reset();
    context.reset();
    EXPECT_EQ(silent.read_to_end(), "");
    EXPECT_EQ(unfinished.read_to_end(), "");
    EXPECT_EQ(handled.read_to_end(), "");
}

TEST(http_server, MayGoBeforeItHasRun) {
    asio::io_context context;
    {
        http_server server(context.get_executor(), echo, {});
        server.listen(any_port_of_loopback);
    }
    context.run();
}

} // namespace

} // namespace balanced
