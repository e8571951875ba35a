#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <type_traits>
#include <utility>

// The way to the worker thread, which does what would hold the event loop up: a coroutine goes there with a
// value and comes back with one.

namespace balanced {

/// Runs `work` on the worker and resumes where it was awaited. Cancellation does not reach it: the work
/// refers to the caller's frame, and Asio 1.24 would hand the cancellation over to the worker's thread after
/// the coroutine that it is for has gone.
template <typename Work>
boost::asio::awaitable<std::invoke_result_t<Work&>> on_worker(boost::asio::thread_pool& worker, Work work) {
    auto task = [&work]() -> boost::asio::awaitable<std::invoke_result_t<Work&>> { co_return work(); };
    constexpr auto uncancelled = boost::asio::cancellation_slot();
    co_return co_await boost::asio::co_spawn(
        worker, std::move(task),
        boost::asio::bind_cancellation_slot(uncancelled, boost::asio::use_awaitable));
}

} // namespace balanced
