#pragma once
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstddef>
#include <memory>
#include <string_view>

// TLS as a server, over a socket of its owner: each call goes as far as it can at once and says what it needs
// to go on. It waits for nothing itself.

namespace balanced {

class tls_session {
public:
    /// Of one record, which is what a call of `write` sends at most (RFC 8446 §5.1).
    static constexpr std::size_t record_bytes = 16384;

    enum class progress : unsigned char {
        done,
        wants_read,  ///< again, once the socket can be read
        wants_write, ///< again, once it can be written
        ended,       ///< by the client or by a fault, of which the client has been told
        plain_http   ///< by a client that speaks HTTP without TLS
    };

    struct step {
        progress state = progress::ended;
        std::size_t bytes = 0;
    };

    /// The socket outlives it. Throws std::bad_alloc.
    tls_session(std::shared_ptr<boost::asio::ssl::context> context, boost::asio::ip::tcp::socket& socket);
    ~tls_session();
    tls_session(const tls_session&) = delete;
    tls_session& operator=(const tls_session&) = delete;

    step handshake();
    step read(boost::asio::mutable_buffer buffer);
    /// Bytes that were not taken must come again, and no others before them.
    step write(std::string_view bytes);

    /// Whether bytes have been received that no `read` has returned: the socket does not show them any more.
    bool has_unread() const;

    /// Tells the client that no more will come (close_notify), where it can be told at once.
    void close();

private:
    struct implementation;
    std::unique_ptr<implementation> self_;
};

} // namespace balanced
