#pragma once
#include <balanced/app/board.hpp>
#include <balanced/app/counters.hpp>
#include <balanced/app/readers.hpp>
#include <balanced/app/web_guard.hpp>
#include <balanced/net/http_server.hpp>
#include <balanced/os/log.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <string>
#include <vector>

// What the paths of the web side mean.

namespace balanced {

struct route_context {
    route_context(balanced::board& board, balanced::counters& counters, balanced::log& log,
                  const boost::asio::any_io_executor& loop, boost::asio::thread_pool& worker,
                  web_guard& guard, std::string telemetry_path);

    balanced::board& board;
    balanced::counters& counters;
    balanced::log& log;
    boost::asio::thread_pool& worker;
    web_guard& guard;
    balanced::readers readers{};
    std::string telemetry_path;
    /// Takes a new configuration and returns its faults; empty where clients may not ask for that.
    std::function<boost::asio::awaitable<std::vector<std::string>>()> reload{};
    bool deflating = false;
    boost::asio::steady_timer deflated; ///< cancelled whenever a deflation has ended
};

/// Answers a request, where the guard lets it pass, and counts it. The context outlives the answer's
/// coroutine.
boost::asio::awaitable<http_response> answer(route_context& context, http_request request);

/// The same for the probe address, where there is nothing but the two paths of health.
boost::asio::awaitable<http_response> answer_probe(route_context& context, http_request request);

} // namespace balanced
