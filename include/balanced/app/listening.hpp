#pragma once
#include <balanced/app/options.hpp>
#include <balanced/net/http_server.hpp>

#include <boost/asio/io_context.hpp>

#include <optional>
#include <string>
#include <vector>

// Opens the addresses that the daemon serves. A name among them is resolved here and now, which may take its
// time.

namespace balanced {

/// What is served, joined by commas, with the ports that were given; absent after a fault, which has been
/// said on standard error.
std::optional<std::string> listen_on_all(http_server& server, const std::vector<listen_address>& addresses,
                                         boost::asio::io_context& loop);

} // namespace balanced
