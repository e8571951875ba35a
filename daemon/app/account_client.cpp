#include <balanced/app/account_client.hpp>
#include <balanced/app/account_key.hpp>
#include <balanced/app/clock.hpp>
#include <balanced/app/version.hpp>
#include <balanced/app/worker.hpp>

#include <utility>

namespace balanced {

namespace asio = boost::asio;

namespace {

constexpr auto description_lifetime = std::chrono::hours(1);

} // namespace

account_client::account_client(const account_settings& settings, const client_services& services)
    : settings_(settings)
    , services_(services) {}

asio::awaitable<poll_outcome> account_client::list() {
    listed_ = false;
    auto read = [this] { return read_account_key(settings_); };
    auto key = co_await on_worker(services_.worker, read);
    if (auto* failure = std::get_if<poll_failure>(&key))
        co_return std::move(*failure);
    take_key(std::move(std::get<account_key>(key)));
    if (auto failure = co_await make_api(); failure)
        co_return std::move(*failure);
    poll_outcome outcome = co_await api_->list(key_);
    listed_ = std::holds_alternative<token_list>(outcome);
    co_return outcome;
}

/// What is known of another key is not true of this one.
void account_client::take_key(account_key key) {
    if (key.key != key_.key || key.api != key_.api) {
        described_expire_.reset();
        described_at_.reset();
    }
    key_ = std::move(key);
}

std::optional<time_point> account_client::credential_expire() const {
    return key_.expire ? key_.expire : described_expire_;
}

asio::awaitable<bool> account_client::refresh_credential_expire(std::chrono::steady_clock::time_point now) {
    const bool due = !described_at_ || now - *described_at_ >= description_lifetime;
    if (!listed_ || key_.api != api_kind::v3 || key_.expire || !due)
        co_return false;
    described_at_ = now;
    const auto description = co_await api_->describe_key(key_);
    if (!description || description->expire == described_expire_)
        co_return false;
    described_expire_ = description->expire;
    co_return true;
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
    token_api::environment environment{services_.resolver, std::move(tls.context), user_agent(), system_now,
                                       services_.page_pause};
    api_ = std::make_unique<token_api>(settings_, std::move(environment));
    co_return std::nullopt;
}

std::uint64_t account_client::connections_opened() const {
    return opened_before_ + (api_ ? api_->connections_opened() : 0);
}

} // namespace balanced
