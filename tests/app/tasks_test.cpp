#include <balanced/app/tasks.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <stdexcept>

namespace balanced {
namespace {

namespace asio = boost::asio;

asio::awaitable<void> wait_for_ever(bool& ended) {
    asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    try {
        co_await timer.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error&) {
        ended = true;
        throw;
    }
}

asio::awaitable<void> fail() {
    throw std::logic_error("a bug");
    co_return;
}

TEST(tasks, EndQuietlyWhenTheyAreCancelled) {
    asio::io_context loop;
    tasks tasks(loop);
    bool first = false;
    bool second = false;
    tasks.start(wait_for_ever(first));
    tasks.start(wait_for_ever(second));
    loop.poll();
    EXPECT_FALSE(first);
    tasks.cancel();
    loop.run();
    EXPECT_TRUE(first);
    EXPECT_TRUE(second);
}

TEST(tasks, OneThatFailsIsHeardOf) {
    asio::io_context loop;
    tasks tasks(loop);
    tasks.start(fail());
    EXPECT_THROW(loop.run(), std::logic_error);
}

} // namespace
} // namespace balanced
