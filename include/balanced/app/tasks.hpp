#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <list>

// The coroutines that run as long as the daemon does.

namespace balanced {

/// What a coroutine that was cancelled ends with is no fault; anything else is a bug, and is thrown on.
void rethrow_fault(const std::exception_ptr& fault);

class tasks {
public:
    explicit tasks(boost::asio::io_context& loop);

    /// Runs `task` until cancel(). One that ends by itself with an error is a bug, and ends the program:
    /// run() of the loop throws it.
    void start(boost::asio::awaitable<void> task);

    /// Asks all of them to end; they do so on the loop.
    void cancel();

private:
    boost::asio::io_context& loop_;
    std::list<boost::asio::cancellation_signal> signals_;
};

} // namespace balanced
