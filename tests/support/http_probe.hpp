#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

// A client that sends the very bytes it is given, plain or under TLS, and the answers as they come. Nothing
// here waits for longer than a broken server deserves: an answer that does not come is an exception.

namespace balanced::testing {

struct http_answer {
    unsigned status = 0;
    std::string phrase{};
    std::map<std::string, std::string> fields{}; ///< names in lower case
    std::string body{};
};

class http_probe {
public:
    /// A socket that is not connected yet.
    http_probe();
    explicit http_probe(const boost::asio::ip::tcp::endpoint& server);
    /// Under TLS; throws where the handshake fails.
    http_probe(const boost::asio::ip::tcp::endpoint& server, boost::asio::ssl::context& tls);
    ~http_probe();
    http_probe(const http_probe&) = delete;
    http_probe& operator=(const http_probe&) = delete;

    void connect(const boost::asio::ip::tcp::endpoint& server) const;
    void handshake(boost::asio::ssl::context& tls);

    /// Takes no offence at a server that has closed already.
    void send(std::string_view bytes) const;
    void send_end() const;

    /// Its body may be chunked.
    http_answer read_answer(bool with_body = true);
    /// What comes until the server closes.
    std::string read_to_end();
    /// Whether it did so with a reset, which can cost a client what it has not read yet.
    bool was_reset() const { return reset_; }
    /// Whether it said so under TLS before (close_notify).
    bool was_told_the_end() const;
    /// Whether something has come, or comes within a millisecond.
    bool has_input() const;

    /// GET, with a Host and nothing else.
    http_answer get(std::string_view target);

private:
    bool receive();
    std::string take(std::size_t length);
    std::string read_chunks();

    int socket_;
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
    std::string received_{};
    bool reset_ = false;
};

} // namespace balanced::testing
