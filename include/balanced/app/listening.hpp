#pragma once
#include <balanced/app/options.hpp>
#include <balanced/net/http_server.hpp>
#include <balanced/os/passed_sockets.hpp>

#include <boost/asio/io_context.hpp>

#include <optional>
#include <string>
#include <vector>

// Opens the addresses that the daemon serves, or takes over the sockets that it was given. A name among them
// is resolved here and now, which may take its time.

namespace balanced {

/// What is served, joined by commas, with the ports that were given; absent after a fault, which has been
/// said on standard error. Without a source of TLS it is served as plain HTTP.
std::optional<std::string> listen_on_all(http_server& server, const std::vector<listen_address>& addresses,
                                         boost::asio::io_context& loop, const tls_source& tls = {});

/// The same for what the command line and systemd ask for: the sockets that are passed, and the addresses of
/// the command line where there are none, or where it names some.
std::optional<std::string> open_listeners(http_server& server, const options& options,
                                          const passed_sockets& passed, boost::asio::io_context& loop,
                                          const tls_source& tls = {});

/// The probe address, where there is one. False after a fault, which has been said on standard error.
bool open_probe_listener(http_server& server, const options& options, boost::asio::io_context& loop);

} // namespace balanced
