#pragma once
#include <balanced/app/tls_cache.hpp>
#include <balanced/core/failure.hpp>
#include <balanced/core/settings.hpp>
#include <balanced/net/resolver.hpp>
#include <balanced/net/token_api.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstdint>
#include <memory>

// One account's way to the API: its key and its certificates as they are now, and a kept connection. What a
// list means, and when to ask for it, is not known here.

namespace balanced {

/// What all clients share; it outlives them.
struct client_services {
    boost::asio::thread_pool& worker;
    balanced::resolver& resolver;
    tls_cache& authorities;
};

class account_client {
public:
    /// `settings` must outlive it.
    account_client(const account_settings& settings, const client_services& services);

    /// One poll, within `poll_timeout`; at most one may be under way. Every failure comes back as a value.
    boost::asio::awaitable<poll_outcome> list();

    /// How many connections have been opened so far.
    std::uint64_t connections_opened() const;

private:
    boost::asio::awaitable<std::optional<poll_failure>> make_api();

    const account_settings& settings_;
    client_services services_;
    std::shared_ptr<boost::asio::ssl::context> tls_; ///< that `api_` was made with
    std::unique_ptr<token_api> api_;
    std::uint64_t opened_before_ = 0; ///< by clients that a new certificate has replaced
};

} // namespace balanced
