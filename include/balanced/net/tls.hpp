#pragma once
#include <balanced/core/settings.hpp>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/verify_context.hpp>

#include <functional>
#include <memory>
#include <string>

// TLS as a client: authorities, an own certificate, versions. Sessions are never resumed, since a resumed one
// skips the check of the host's name.

namespace balanced {

struct client_tls {
    std::shared_ptr<boost::asio::ssl::context> context; ///< absent on a fault
    std::string fault; ///< which file, and why ("ca.pem: no certificate in it")
};

/// Loads what `settings` names. Reading the system's authorities takes 20 ms: call it at start or off the
/// event loop.
client_tls make_client_tls(const tls_settings& settings);

/// The name that the server's certificate must bear: `server_name` of the settings, else the URL's host
/// without the dot that ends an absolute one.
std::string certificate_name(const tls_settings& settings, const std::string& host);

/// Makes the handshake of `connection` ask for that name (SNI), unless it is an address (RFC 6066 §3).
void ask_for_name(SSL* connection, const std::string& name);

/// A verify callback: the chain must be good and its first certificate bear the name, else the verify result
/// is X509_V_ERR_HOSTNAME_MISMATCH.
std::function<bool(bool, boost::asio::ssl::verify_context&)> name_verification(const std::string& name);

} // namespace balanced
