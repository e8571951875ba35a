#pragma once
#include <balanced/net/connection_table.hpp>
#include <balanced/net/tls_session.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

// The socket of one client, plain or under TLS, with a deadline over what it waits for. It knows nothing of
// HTTP.

namespace balanced {

class http_connection : public std::enable_shared_from_this<http_connection> {
public:
    using duration = std::chrono::steady_clock::duration;

    /// Under TLS where there is a context.
    http_connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<connection_table> table,
                    std::shared_ptr<boost::asio::ssl::context> context = nullptr);

    connection_table::place& place() { return place_; }
    bool is_open() const { return socket_.is_open(); }

    /// Ends the coroutine that serves it, wherever that is.
    boost::asio::cancellation_slot cancellation() { return cancelled_.slot(); }

    /// From now on, reading ends after `time`, however often it goes on.
    void set_deadline(duration time);
    void clear_deadline();
    bool timed_out() const { return timed_out_; }

    bool is_encrypted() const { return context_ != nullptr; }

    /// Of a connection under TLS, before anything else. Where the client speaks plain HTTP, so does the
    /// connection from then on.
    boost::asio::awaitable<tls_session::progress> handshake();

    /// Returns 0 where there is nothing more to come: the end, an error or the deadline.
    boost::asio::awaitable<std::size_t> read_some(boost::asio::mutable_buffer buffer);

    /// Sends `head` and then `body`, from where they are. False on an error, and where the client has taken
    /// nothing for `patience`.
    boost::asio::awaitable<bool> write(std::string_view head, std::span<const std::string_view> body,
                                       duration patience);

    /// Lets the client read the last answer before the connection goes: closing a socket that holds unread
    /// bytes resets it, and the answer is lost with it (RFC 9112 §9.6).
    boost::asio::awaitable<void> linger();

    /// What was not sent is not to come, and the client is not to take the rest for the whole: no end of TLS
    /// is told, and closing resets the socket.
    void abandon();

    void close();

private:
    boost::asio::awaitable<std::size_t> read_plain(boost::asio::mutable_buffer buffer);
    boost::asio::awaitable<std::size_t> read_encrypted(boost::asio::mutable_buffer buffer);
    boost::asio::awaitable<bool> write_plain(std::string_view head, std::span<const std::string_view> body,
                                             duration patience);
    boost::asio::awaitable<bool> write_encrypted(std::string_view head,
                                                 std::span<const std::string_view> body, duration patience);
    /// False where it wants nothing, on an error and at the deadline.
    boost::asio::awaitable<bool> wait_for(tls_session::progress wanted);

    void on_deadline();
    int unacknowledged();
    void watch_progress();
    void end_write();

    boost::asio::ip::tcp::socket socket_;
    std::shared_ptr<boost::asio::ssl::context> context_;
    std::optional<tls_session> tls_{};
    boost::asio::steady_timer timer_;
    boost::asio::cancellation_signal cancelled_;
    std::shared_ptr<connection_table> table_;
    connection_table::place place_;
    std::uint64_t deadlines_ = 0; ///< a deadline that has been replaced finds another number here
    duration patience_{};         ///< with an answer under way, else zero
    int unacknowledged_ = 0;      ///< bytes of it in the kernel when last looked at
    int stalled_ = 0;             ///< looks in a row that saw no progress
    bool timed_out_ = false;
    unsigned records_ = 0; ///< written; now and then others have their turn
};

} // namespace balanced
