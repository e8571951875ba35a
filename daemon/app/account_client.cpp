#include <balanced/app/account_client.hpp>
#include <balanced/app/account_key.hpp>
#include <balanced/app/clock.hpp>
#include <balanced/app/version.hpp>

#include <utility>

namespace balanced {

namespace asio = boost::asio;

namespace {

constexpr auto description_lifetime = std::chrono::hours(1);

/// What a poll needs from the disk.
struct account_files {
    std::variant<account_key, poll_failure> key;
    client_tls tls;
};

poll_failure unread_files() {
    return {.reason = failure_reason::credentials, .detail = "the disk with the key does not answer"};
}

} // namespace

account_client::account_client(const account_settings& settings, client_services services)
    : settings_(settings)
    , services_(std::move(services)) {}

asio::awaitable<poll_outcome> account_client::list() {
    listed_ = false;
    auto read = [authorization = settings_.authorization, api = settings_.api, tls = settings_.tls,
                 authorities = services_.authorities] {
        return account_files{read_account_key(authorization, api), authorities->load(tls)};
    };
    std::optional<account_files> files = co_await files_.run(std::move(read), settings_.poll_timeout);
    if (!files)
        co_return unread_files();
    if (auto* failure = std::get_if<poll_failure>(&files->key))
        co_return std::move(*failure);
    take_key(std::move(std::get<account_key>(files->key)));
    if (!files->tls.context) {
        poll_failure failure{.reason = failure_reason::tls, .detail = std::move(files->tls.fault)};
        co_return failure;
    }
    make_api(std::move(files->tls.context));
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
void account_client::make_api(std::shared_ptr<asio::ssl::context> tls) {
    if (api_ && tls_ == tls)
        return;
    opened_before_ = connections_opened();
    tls_ = tls;
    token_api::environment environment{services_.resolver, std::move(tls), user_agent(), system_now,
                                       services_.page_pause};
    api_ = std::make_unique<token_api>(settings_, std::move(environment));
}

std::uint64_t account_client::connections_opened() const {
    return opened_before_ + (api_ ? api_->connections_opened() : 0);
}

} // namespace balanced
