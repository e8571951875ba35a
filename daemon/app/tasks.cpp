#include <balanced/app/tasks.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <utility>

namespace balanced {

namespace asio = boost::asio;

void rethrow_fault(const std::exception_ptr& fault) {
    try {
        if (fault)
            std::rethrow_exception(fault);
    } catch (const boost::system::system_error& error) {
        if (error.code() != asio::error::operation_aborted)
            throw;
    }
}

tasks::tasks(asio::io_context& loop)
    : loop_(loop) {}

void tasks::start(asio::awaitable<void> task) {
    asio::cancellation_signal& signal = signals_.emplace_back();
    asio::co_spawn(loop_, std::move(task), asio::bind_cancellation_slot(signal.slot(), rethrow_fault));
}

void tasks::cancel() {
    for (asio::cancellation_signal& signal : signals_)
        signal.emit(asio::cancellation_type::terminal);
}

} // namespace balanced
