#pragma once
#include <balanced/core/failure.hpp>
#include <balanced/core/settings.hpp>
#include <balanced/format/credential_expiry.hpp>
#include <balanced/net/resolver.hpp>
#include <balanced/net/tls.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// What the API of one account is asked over HTTPS on a kept connection, each answer decoded as it arrives:
// the token list (v2 in one body, v3 in pages), the one token that a key is itself, and when a key ends. When
// to ask is not known here.

namespace balanced {

/// How much later than the last request to v3 the next one starts: 7 a second are allowed, and they are
/// shared with the customer's own traffic.
inline constexpr duration pause_between_pages = std::chrono::milliseconds(150);

/// What the API is asked as: `api` is never automatic, and the key printable ASCII.
struct account_key {
    std::string key;
    api_kind api = api_kind::v2;
    std::optional<time_point> expire{}; ///< where the key itself says when it ends
};

/// The path that an API's resources begin with: the base URL's own, else what is usual for that API.
std::string api_path(const account_settings& settings, api_kind api);

/// The bytes of a request. `target` begins with a slash, `key` is printable ASCII.
std::string api_request(const origin_url& url, std::string_view target, std::string_view user_agent,
                        std::string_view key);

class token_api {
public:
    struct environment {
        balanced::resolver& resolver;
        std::shared_ptr<boost::asio::ssl::context> tls;
        std::string user_agent;                 ///< "edenai-balanced/VERSION"
        std::function<time_point()> system_now; ///< for a Retry-After that is a date
        duration page_pause = pause_between_pages;
    };

    /// `settings` must outlive it.
    token_api(const account_settings& settings, environment env);
    ~token_api();

    /// One poll: at most one request may be under way. Every failure comes back as a value. Each request has
    /// `poll_timeout` for all of it; a kept connection that the server has closed meanwhile is replaced
    /// silently, once. Cancellation ends it early with an exception of operation_aborted.
    boost::asio::awaitable<poll_outcome> list(account_key key);

    /// What v3 says of the key; absent where it does not answer.
    boost::asio::awaitable<std::optional<key_description>> describe_key(account_key key);

    /// How many connections have been opened so far.
    std::uint64_t connections_opened() const;

private:
    struct implementation;
    std::unique_ptr<implementation> self_;
};

} // namespace balanced
