#pragma once
#include <balanced/net/http_connection.hpp>
#include <balanced/net/http_server.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

// The requests of one connection, one after the other: read, handled, answered, or refused.

namespace balanced {

/// What the connections of a server share.
struct http_service {
    http_handler handler;
    http_surroundings surroundings;
    http_limits limits;
};

/// Ends with the last answer, or when the client or a deadline ends it; the caller closes the connection.
boost::asio::awaitable<void> serve_http(std::shared_ptr<const http_service> service,
                                        std::shared_ptr<http_connection> connection);

} // namespace balanced
