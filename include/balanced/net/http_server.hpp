#pragma once
#include <balanced/core/time.hpp>
#include <balanced/net/http_message.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

// An HTTP/1.1 server, plain or under TLS, for small requests and shared answers. A slow, huge or malformed
// request costs its own connection and nothing else; what the paths mean is the handler's business.

namespace balanced {

struct http_limits {
    std::chrono::steady_clock::duration request_time =
        std::chrono::seconds(30); ///< from its first byte to its last; under TLS from the connection's start
    std::chrono::steady_clock::duration idle_time = std::chrono::seconds(120); ///< between requests
    std::chrono::steady_clock::duration write_time =
        std::chrono::seconds(30);   ///< since the answer's last progress
    std::size_t connections = 1000; ///< the oldest idle one gives way to a new one
    std::size_t header_bytes = 8192;
    std::size_t requests_per_connection = 10000;
};

/// Called for each complete request, on the event loop; HEAD comes as it is, its answer's body is left out by
/// the server.
using http_handler = std::function<boost::asio::awaitable<http_response>(http_request)>;

/// What the server asks and tells beside its requests, on the event loop; each may be empty.
struct http_surroundings {
    std::function<time_point()> now; ///< for the Date of an answer, which has none without it
    std::function<void(unsigned status)>
        refused; ///< a request that never reaches the handler: 400, 408, 413, 431
    std::function<void(const std::string& what)> failed; ///< a request whose handler threw: answered with 500
};

/// Asked for each new connection: what it is served with, null for plain HTTP. It must not throw.
using tls_source = std::function<std::shared_ptr<boost::asio::ssl::context>()>;

class http_server {
public:
    http_server(boost::asio::any_io_executor executor, http_handler handler,
                http_surroundings surroundings = {}, http_limits limits = {});
    ~http_server();

    /// Opens `address` (throws boost::system::system_error) and serves it; returns the endpoint, with its
    /// port where the address asked for port 0. Without a source it is served as plain HTTP.
    boost::asio::ip::tcp::endpoint listen(const boost::asio::ip::tcp::endpoint& address, tls_source tls = {});

    /// Serves a socket that listens already, and owns it from then on; returns its endpoint. Throws
    /// boost::system::system_error where it is none of TCP, and leaves it to the caller.
    boost::asio::ip::tcp::endpoint adopt(int descriptor, tls_source tls = {});

    /// Closes the listeners and all connections.
    void stop();

private:
    struct implementation;
    std::shared_ptr<implementation> self_;
};

} // namespace balanced
