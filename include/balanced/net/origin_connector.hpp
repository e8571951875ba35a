#pragma once
#include <balanced/core/failure.hpp>
#include <balanced/core/settings.hpp>
#include <balanced/net/resolver.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

// New connections to the host of an account's API, through its proxy where it has one. What is said on them,
// TLS included, is not known here.

namespace balanced {

class origin_connector {
public:
    /// `settings` and `names` must outlive it.
    origin_connector(const account_settings& settings, resolver& names);

    /// Looks the host up and tries its addresses in turn; one that hangs leaves the others their share of the
    /// time. All of it ends at `deadline`, which stays that of the stream. On a failure `connected` is not to
    /// be used. Cancellation ends it early with an exception of operation_aborted.
    boost::asio::awaitable<std::optional<poll_failure>>
    connect(std::optional<boost::beast::tcp_stream>& connected,
            std::chrono::steady_clock::time_point deadline);

    /// The far end of the last connection, for people: `127.0.0.1:443`, or `HOST:443 through the proxy …`.
    const std::string& peer() const { return peer_; }

    /// How many TCP connections have been opened so far, to a proxy that then refuses too.
    std::uint64_t opened() const { return opened_; }

private:
    boost::asio::awaitable<std::optional<poll_failure>>
    reach(std::optional<boost::beast::tcp_stream>& connected, std::string host, std::uint16_t port,
          std::chrono::steady_clock::time_point deadline);

    const account_settings& settings_;
    resolver& names_;
    std::string peer_{};
    std::uint64_t opened_ = 0;
};

} // namespace balanced
