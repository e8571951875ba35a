#include "support/http_probe.hpp"
#include "support/running_server.hpp"
#include <balanced/net/http_server.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

namespace balanced {

namespace {

namespace asio = boost::asio;
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

TEST(http_server, AHandlerThatTheStopEndsHasNotFailed) {
    std::promise<void> entered;
    const http_handler handler = [&](http_request) -> asio::awaitable<http_response> {
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::hours(1));
        entered.set_value();
        co_await timer.async_wait(asio::use_awaitable); // throws when it is cancelled
        co_return http_response();
    };
    running_server server({}, handler);
    http_probe probe(server.endpoint);
    probe.send(request_for("/"));
    entered.get_future().wait();
    server.stop();
    EXPECT_TRUE(server.failures.empty());
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
