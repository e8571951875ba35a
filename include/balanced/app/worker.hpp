#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <type_traits>
#include <utility>

// The way to the worker thread, which does what would hold the event loop up: a coroutine goes there with a
// value and comes back with one.

namespace balanced {

/// Runs `work` on the worker and resumes where it was awaited. Not to be cancelled: the work refers to the
/// caller's frame.
template <typename Work>
boost::asio::awaitable<std::invoke_result_t<Work&>> on_worker(boost::asio::thread_pool& worker, Work work) {
    auto task = [&work]() -> boost::asio::awaitable<std::invoke_result_t<Work&>> { co_return work(); };
    co_return co_await boost::asio::co_spawn(worker, std::move(task), boost::asio::use_awaitable);
}

} // namespace balanced
