#include <balanced/app/account_client.hpp>
#include <balanced/app/account_key.hpp>
#include <balanced/app/clock.hpp>
#include <balanced/app/version.hpp>
#include <balanced/app/worker.hpp>

#include <utility>

namespace balanced {

namespace asio = boost::asio;
using steady_clock = std::chrono::steady_clock;

account_client::account_client(const account_settings& settings, const client_services& services)
    : settings_(settings)
    , services_(services) {}

asio::awaitable<poll_outcome> account_client::list() {
    const steady_clock::time_point deadline = steady_clock::now() + settings_.poll_timeout;
    auto read = [this] { return read_account_key(settings_); };
    auto key = co_await on_worker(services_.worker, read);
    if (auto* failure = std::get_if<poll_failure>(&key))
        co_return std::move(*failure);
    if (auto failure = co_await make_api(); failure)
        co_return std::move(*failure);
    co_return co_await api_->list(std::move(std::get<std::string>(key)), deadline);
}

/// Certificates that have changed are taken along by a new connection.
asio::awaitable<std::optional<poll_failure>> account_client::make_api() {
    auto load = [this] { return services_.authorities.load(settings_.tls); };
    client_tls tls = co_await on_worker(services_.worker, load);
    if (!tls.context) {
        poll_failure failure{.reason = failure_reason::tls, .detail = std::move(tls.fault)};
        co_return failure;
    }
    if (api_ && tls_ == tls.context)
        co_return std::nullopt;
    opened_before_ = connections_opened();
    tls_ = tls.context;
    token_api::environment environment{services_.resolver, std::move(tls.context), user_agent(), system_now};
    api_ = std::make_unique<token_api>(settings_, std::move(environment));
    co_return std::nullopt;
}

std::uint64_t account_client::connections_opened() const {
    return opened_before_ + (api_ ? api_->connections_opened() : 0);
}

} // namespace balanced
