#pragma once
#include <filesystem>
#include <string>

// The certificates of a simulated service: an authority made for the occasion, what it has signed, and a
// second one that has signed nothing. Elliptic curve P-256, valid for a day.

namespace balanced::simulator {

/// PEM files.
struct certificate_files {
    std::string authority;
    std::string unrelated_authority;
    std::string server;
    std::string server_key;
    std::string client;
    std::string client_key;
};

/// Writes them into `folder`. The server's is for the DNS name `host` and for 127.0.0.1; an expired one ended
/// yesterday. Throws std::runtime_error.
certificate_files write_certificates(const std::filesystem::path& folder, const std::string& host,
                                     bool expired);

} // namespace balanced::simulator
