#pragma once
#include <balanced/core/failure.hpp>
#include <balanced/core/settings.hpp>
#include <balanced/net/resolver.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// One HTTP/1.1 exchange after the other with one origin, on a connection that is kept while the server keeps
// it, through the account's proxy where it has one. What the request asks and what the body means are the
// caller's business; redirects are not followed.

namespace balanced {

/// Takes a piece of a 200's body, at most 16 KiB; false: the rest is not wanted.
using body_sink = std::function<bool(std::string_view piece)>;

struct exchange_result {
    std::optional<poll_failure>
        failure{};             ///< absent where a 200 was read to its end, or to where the sink stopped
    std::string retry_after{}; ///< the answer's Retry-After as sent; empty where it had none
};

class https_client {
public:
    /// `settings` and `names` must outlive it. `tls` may be empty where the URL is a plain one.
    https_client(const account_settings& settings, resolver& names,
                 std::shared_ptr<boost::asio::ssl::context> tls);
    ~https_client();
    https_client(const https_client&) = delete;
    https_client& operator=(const https_client&) = delete;

    /// Sends a request without a body and reads the answer, all until `deadline`. At most one may be under
    /// way. A kept connection that turns out to be closed is replaced silently, once; a new one that fails is
    /// a failure. Cancellation ends it early with an exception of operation_aborted; the connection is then
    /// dropped, as it is after every failure in mid-answer.
    boost::asio::awaitable<exchange_result>
    exchange(std::string request, std::chrono::steady_clock::time_point deadline, body_sink sink);

    /// How many TCP connections have been opened so far.
    std::uint64_t connections_opened() const;

private:
    struct implementation;
    std::unique_ptr<implementation> self_;
};

} // namespace balanced
