#pragma once
#include <chrono>
#include <cstdint>
#include <string>

// One small GET of a daemon's health, as a container's probe without curl asks it. It is no client for the
// API: certificates are not verified, for the daemon that it asks runs on the same host.

namespace balanced {

struct health_target {
    std::string host; ///< a name or an IP address, without brackets
    std::uint16_t port = 0;
    bool tls = false;
    std::string path;
};

struct health_answer {
    unsigned status = 0; ///< of the HTTP answer; 0 where there was none
    std::string fault{}; ///< why not ("Connection refused"); empty where there was
};

/// Asks and waits, until `deadline` at the latest.
health_answer ask_health(const health_target& target, std::chrono::steady_clock::time_point deadline);

} // namespace balanced
