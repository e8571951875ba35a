#pragma once
#include <balanced/net/connection_table.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

// The socket of one client with a deadline over what it waits for. It knows nothing of HTTP.

namespace balanced {

class http_connection : public std::enable_shared_from_this<http_connection> {
public:
    using duration = std::chrono::steady_clock::duration;

    http_connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<connection_table> table);

    connection_table::place& place() { return place_; }
    bool is_open() const { return socket_.is_open(); }

    /// Ends the coroutine that serves it, wherever that is.
    boost::asio::cancellation_slot cancellation() { return cancelled_.slot(); }

    /// From now on, reading ends after `time`, however often it goes on.
    void set_deadline(duration time);
    void clear_deadline();
    bool timed_out() const { return timed_out_; }

    /// Returns 0 where there is nothing more to come: the end, an error or the deadline.
    boost::asio::awaitable<std::size_t> read_some(boost::asio::mutable_buffer buffer);

    /// Sends `head` and then `body`, from where they are. False on an error, and where the client has taken
    /// nothing for `patience`.
    boost::asio::awaitable<bool> write(std::string_view head, std::span<const std::string_view> body,
                                       duration patience);

    /// Lets the client read the last answer before the connection goes: closing a socket that holds unread
    /// bytes resets it, and the answer is lost with it (RFC 9112 §9.6).
    boost::asio::awaitable<void> linger();

    void close();

private:
    void on_deadline();
    int unacknowledged();

    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer timer_;
    boost::asio::cancellation_signal cancelled_;
    std::shared_ptr<connection_table> table_;
    connection_table::place place_;
    std::uint64_t deadlines_ = 0; ///< a deadline that has been replaced finds another number here
    duration patience_{};         ///< with an answer under way, else zero
    int unacknowledged_ = 0;      ///< bytes of it in the kernel when last looked at
    int stalled_ = 0;             ///< looks in a row that saw no progress
    bool timed_out_ = false;
};

} // namespace balanced
