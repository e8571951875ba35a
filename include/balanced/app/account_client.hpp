#pragma once
#include <balanced/app/own_thread.hpp>
#include <balanced/app/tls_cache.hpp>
#include <balanced/core/failure.hpp>
#include <balanced/core/settings.hpp>
#include <balanced/net/resolver.hpp>
#include <balanced/net/token_api.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

// One account's way to the API: its key and its certificates as they are now, and a kept connection. What a
// list means, and when to ask for it, is not known here.

namespace balanced {

/// What all clients share; it outlives them.
struct client_services {
    balanced::resolver& resolver;
    std::shared_ptr<tls_cache> authorities; ///< never nullptr
    duration page_pause = pause_between_pages;
};

class account_client {
public:
    /// `settings` must outlive it.
    account_client(const account_settings& settings, client_services services);

    /// One poll, each request of it within `poll_timeout`; at most one may be under way. Every failure comes
    /// back as a value.
    boost::asio::awaitable<poll_outcome> list();

    /// When the key of the last poll ends, as far as it is known.
    std::optional<time_point> credential_expire() const;

    /// Between two polls: asks the API when the key ends, where the key does not say so itself, after the
    /// first good poll and then hourly. True where something else is known now. Never fails.
    boost::asio::awaitable<bool> refresh_credential_expire(std::chrono::steady_clock::time_point now);

    /// How many connections have been opened so far.
    std::uint64_t connections_opened() const;

private:
    void make_api(std::shared_ptr<boost::asio::ssl::context> tls);
    void take_key(account_key key);

    const account_settings& settings_;
    client_services services_;
    own_thread files_;
    std::shared_ptr<boost::asio::ssl::context> tls_; ///< that `api_` was made with
    std::unique_ptr<token_api> api_;
    account_key key_;                                                   ///< of the last poll
    bool listed_ = false;                                               ///< the last poll was a good one
    std::optional<time_point> described_expire_;                        ///< what the API says of the key
    std::optional<std::chrono::steady_clock::time_point> described_at_; ///< when it was last asked
    std::uint64_t opened_before_ = 0; ///< by clients that a new certificate has replaced
};

} // namespace balanced
