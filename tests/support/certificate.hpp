#pragma once
#include <string>

// Certificates for tests: each its own authority.

namespace balanced::testing {

struct certificate {
    std::string certificate_pem;
    std::string key_pem;
    std::string encrypted_key_pem; ///< the same key, under a passphrase
};

/// A new key and a certificate that it signed itself, valid for a day.
certificate make_certificate(const std::string& common_name);

} // namespace balanced::testing
