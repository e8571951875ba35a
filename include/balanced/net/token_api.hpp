#pragma once
#include <balanced/core/failure.hpp>
#include <balanced/core/settings.hpp>
#include <balanced/net/resolver.hpp>
#include <balanced/net/tls.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

// The token list of one account over HTTPS: GET {base_url}/user/custom_token/ on a kept connection, decoded
// as it arrives.

namespace balanced {

/// The bytes of the request for the list. `key` is printable ASCII.
std::string list_request(const origin_url& url, std::string_view user_agent, std::string_view key);

class token_api {
public:
    struct environment {
        balanced::resolver& resolver;
        std::shared_ptr<boost::asio::ssl::context> tls;
        std::string user_agent;                 ///< "edenai-balanced/VERSION"
        std::function<time_point()> system_now; ///< for a Retry-After that is a date
    };

    /// `settings` must outlive it.
    token_api(const account_settings& settings, environment env);
    ~token_api();

    /// One poll: at most one may be under way. Every failure comes back as a value. The deadline is over all
    /// of it; a kept connection that the server has closed meanwhile is replaced silently, once. Cancellation
    /// ends it early with an exception of operation_aborted.
    boost::asio::awaitable<poll_outcome> list(std::string key,
                                              std::chrono::steady_clock::time_point deadline);

    /// How many connections have been opened so far.
    std::uint64_t connections_opened() const;

private:
    struct implementation;
    std::unique_ptr<implementation> self_;
};

} // namespace balanced
