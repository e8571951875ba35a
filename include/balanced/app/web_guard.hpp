#pragma once
#include <balanced/app/own_thread.hpp>
#include <balanced/app/web_configuration.hpp>
#include <balanced/core/rate_limit.hpp>
#include <balanced/net/http_message.hpp>
#include <balanced/net/password_checker.hpp>
#include <balanced/os/log.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>

// Who may ask for what, as the web configuration says: TLS, passwords, the rate limit, headers. It follows
// the files when they change. What is answered to those who may is not known here.

namespace balanced {

/// Belongs to the loop's thread.
class web_guard {
public:
    /// `first` was loaded from `path` without a fault; an empty path is plain HTTP for everyone.
    web_guard(std::string path, web_configuration first, const boost::asio::any_io_executor& loop, log& log,
              hash_check check = matches_bcrypt);

    /// What a new connection is to be served with; nullptr = plain HTTP.
    std::shared_ptr<boost::asio::ssl::context> tls() const { return loaded_.tls; }

    /// The answer to a request that must not pass: 401, 429 or, where too many passwords wait to be checked,
    /// 503. Health paths always pass.
    boost::asio::awaitable<std::optional<http_response>> refuse(const http_request& request);

    /// Adds the configured headers, but for those that the answer has: every answer's, refusals too.
    void decorate(http_response& response) const;

    /// Looks every second, until it is cancelled.
    boost::asio::awaitable<void> watch();

    /// Takes the files over where one has changed. What cannot be used changes nothing, and is logged.
    boost::asio::awaitable<void> look();

private:
    void take(web_configuration fresh);
    void apply();

    std::string path_;
    web_configuration loaded_;
    own_thread disk_;
    log& log_;
    password_checker passwords_;
    std::optional<rate_limit_settings> limited_by_;
    std::optional<rate_limit> limit_;
};

} // namespace balanced
