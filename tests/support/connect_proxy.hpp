#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

// A small HTTP proxy on loopback that opens tunnels (CONNECT) to this host's 127.0.0.1, whatever name it is
// asked for, on a thread of its own; or does one of the things that proxies do instead.

namespace balanced::testing {

struct proxy_behaviour {
    enum class ending : unsigned char { tunnel, close, hang };

    std::vector<std::string> answer{
        "HTTP/1.1 200 Connection established\r\n\r\n"}; ///< each a write of its own
    ending then = ending::tunnel;
    std::string credentials{}; ///< `user:password` in base64 that it demands with a 407; empty = none
};

/// It answers with that status, and closes.
proxy_behaviour refusing(unsigned status);

/// It answers with these very bytes, and closes.
proxy_behaviour saying(std::string bytes);

class connect_proxy {
public:
    connect_proxy();
    ~connect_proxy();
    connect_proxy(const connect_proxy&) = delete;
    connect_proxy& operator=(const connect_proxy&) = delete;

    std::uint16_t port() const;

    /// What it does on every connection from now on.
    void behave(proxy_behaviour behaviour);

    /// The requests for tunnels so far, each to the end of its head.
    std::vector<std::string> heads() const;
    /// All that clients have sent through tunnels so far.
    std::string tunnelled() const;
    std::size_t connection_count() const;

    /// Closes all connections and tunnels, as a proxy that is restarted does.
    void drop_connections();
    /// Refuses connections from now on.
    void stop_listening();

private:
    struct implementation;
    std::unique_ptr<implementation> self_;
};

} // namespace balanced::testing
