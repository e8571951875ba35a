#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

// Runs a coroutine to its end, as a test wants it: a value in, a value out.

namespace balanced::testing {

/// What `work` returns or throws; `context` runs until then, and no further.
template <class T>
T run_coroutine(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
    std::optional<T> result;
    std::exception_ptr thrown;
    bool ended = false;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T value) {
        ended = true;
        thrown = error;
        result.emplace(std::move(value));
    });
    context.restart();
    while (!ended)
        if (context.run_one() == 0)
            throw std::logic_error("the coroutine waits for nothing");
    if (thrown)
        std::rethrow_exception(thrown);
    return std::move(*result);
}

} // namespace balanced::testing
