#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <optional>
#include <string>
#include <string_view>

// One accepted connection, with or without TLS: bytes in, bytes out, and the ways to end it. It knows nothing
// of HTTP.

namespace balanced::simulator {

class wire {
public:
    /// Plain where `tls` is null.
    wire(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls);

    /// The TLS handshake. Like all that follows: false where the connection is at its end.
    boost::asio::awaitable<bool> open();

    /// Appends what comes next to `input`.
    boost::asio::awaitable<bool> receive();
    boost::asio::awaitable<bool> send(std::string_view bytes);

    /// Says that nothing more comes (close_notify), and closes.
    boost::asio::awaitable<void> close();

    /// Closes without a word, as the system does for a process that has died.
    void drop();

    /// Closes with a TCP reset.
    void reset();

    std::string input{}; ///< received and not used yet

private:
    boost::asio::ip::tcp::socket socket_;
    std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_{};
};

} // namespace balanced::simulator
