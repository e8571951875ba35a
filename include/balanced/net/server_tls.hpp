#pragma once
#include <balanced/core/web_settings.hpp>

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>
#include <vector>

// TLS as a server: an own certificate, what is asked of clients, versions, suites and curves. Sessions are
// never resumed, so every connection's certificate is looked at. No file is read here.

namespace balanced {

struct server_tls {
    std::shared_ptr<boost::asio::ssl::context> context; ///< absent on a fault
    std::vector<std::string>
        faults; ///< each with its place ("web.yml:2:14: server.crt: no certificate in it")
};

/// Of `settings` whose PEM texts are all there, those of files as well. Loading the system's authorities
/// takes 20 ms: call it at start or off the event loop. Connections may outlive the context.
server_tls make_server_tls(const web_tls_settings& settings);

} // namespace balanced
