#pragma once
#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

// Certificates for tests, each its own authority, and servers and clients that have one.

namespace balanced::testing {

struct certificate {
    std::string certificate_pem;
    std::string key_pem;
    std::string encrypted_key_pem; ///< the same key, under a passphrase
};

/// One that `authority` has signed, with these alternative names (`DNS:a.example,IP:10.0.0.1`) or none. An
/// empty authority is itself.
certificate make_certificate(const std::string& common_name, const certificate& authority,
                             const std::string& alternative_names);

/// A new key and a certificate that it signed itself, valid for a day.
certificate make_certificate(const std::string& common_name);

std::shared_ptr<boost::asio::ssl::context> server_with(const certificate& own);

/// Trusts `trusted` and nobody else.
std::shared_ptr<boost::asio::ssl::context> client_of(const certificate& trusted);

} // namespace balanced::testing
