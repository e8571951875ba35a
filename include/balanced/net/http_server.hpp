#pragma once
#include <balanced/net/http_message.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

// An HTTP/1.1 server for small requests and shared answers. A slow, huge or malformed request costs its own
// connection and nothing else; what the paths mean is the handler's business.

namespace balanced {

struct http_limits {
    std::chrono::steady_clock::duration request_time =
        std::chrono::seconds(30); ///< from its first byte to its last
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

/// Told of the requests that never reach the handler: 400, 408, 413, 431.
using refusal_observer = std::function<void(unsigned status)>;

class http_server {
public:
    http_server(boost::asio::any_io_executor executor, http_handler handler, refusal_observer refused,
                http_limits limits = {});
    ~http_server();

    /// Opens `address` (throws boost::system::system_error) and serves it; returns the endpoint, with its
    /// port where the address asked for port 0.
    boost::asio::ip::tcp::endpoint listen(const boost::asio::ip::tcp::endpoint& address);

    /// Closes the listeners and all connections.
    void stop();

private:
    struct implementation;
    std::shared_ptr<implementation> self_;
};

} // namespace balanced
