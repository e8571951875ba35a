#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// What the web configuration says, as values: how the daemon's own pages are served. Defaults are those of
// Prometheus's exporter-toolkit, whose format it is.

namespace balanced {

/// Certificates or a key as PEM, from a file or written into the configuration itself.
struct pem_source {
    std::string path;  ///< empty where it is inline
    std::string text;  ///< a key among them: never to be printed
    std::string where; ///< `FILE:LINE:COLUMN` of what gives it; empty where nothing does
    bool operator==(const pem_source&) const = default;

    bool is_given() const { return !where.empty(); }
};

/// What is asked of clients: Go's tls.ClientAuthType.
enum class client_auth : unsigned char {
    none,
    request,            ///< a certificate may come, and need not be trusted
    require_any,        ///< one must come, and need not be trusted
    verify_if_given,    ///< one that comes must be trusted
    require_and_verify, ///< a trusted one must come
};

enum class tls_protocol : unsigned char { tls10, tls11, tls12, tls13 };

struct web_tls_settings {
    pem_source certificate; ///< with the chain behind it
    pem_source key;
    pem_source client_authorities; ///< not given = the system's
    client_auth client_certificates = client_auth::none;
    std::optional<std::vector<std::string>>
        client_allowed_sans; ///< where it is there, a client's certificate must bear one of them
    tls_protocol min_version = tls_protocol::tls12;
    tls_protocol max_version = tls_protocol::tls13;
    std::vector<std::string> cipher_suites; ///< OpenSSL's names; empty = its defaults
    bool prefer_server_cipher_suites = true;
    std::vector<std::string> curves; ///< likewise, the most liked first
    bool operator==(const web_tls_settings&) const = default;
};

struct rate_limit_settings {
    std::chrono::nanoseconds interval{}; ///< between two requests, in the long run
    std::int64_t burst = 0;              ///< how many may come at once
    bool operator==(const rate_limit_settings&) const = default;
};

struct web_settings {
    std::optional<web_tls_settings> tls; ///< absent = plain HTTP
    std::map<std::string, std::string, std::less<>>
        users; ///< the bcrypt hash of each one's password; without any, nobody is asked for one
    std::vector<std::pair<std::string, std::string>> headers; ///< of every answer
    std::optional<rate_limit_settings> rate_limit;
    bool operator==(const web_settings&) const = default;
};

} // namespace balanced
