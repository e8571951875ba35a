#include <balanced/format/key_pages.hpp>
#include <balanced/format/timestamp.hpp>
#include <balanced/format/token_list.hpp>
#include <balanced/net/exchange_failure.hpp>
#include <balanced/net/https_client.hpp>
#include <balanced/net/token_api.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace asio = boost::asio;

namespace balanced {

namespace {

/// The longest answer that a description of a key is read from.
constexpr std::size_t longest_description = 65536;

/// RFC 9110 §7.2: the port only where it is not the scheme's own.
std::string host_field(const origin_url& url) {
    std::string host = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
    if (url.port != (url.tls ? 443 : 80))
        host.append(":").append(std::to_string(url.port));
    return host;
}

/// What was decoded comes from a 200, whatever it is.
poll_outcome of_a_200(poll_outcome outcome) {
    if (auto* failure = std::get_if<poll_failure>(&outcome))
        failure->status = 200;
    return outcome;
}

} // namespace

std::string api_path(const account_settings& settings, api_kind api) {
    if (!settings.default_path)
        return settings.base_url.path;
    return api == api_kind::v3 ? "/v3" : "/v2";
}

std::string api_request(const origin_url& url, std::string_view target, std::string_view user_agent,
                        std::string_view key) {
    std::string text;
    text.append("GET ").append(target).append(" HTTP/1.1\r\n");
    text.append("Host: ").append(host_field(url)).append("\r\n");
    text.append("Accept: application/json\r\n");
    text.append("User-Agent: ").append(user_agent).append("\r\n");
    text.append("Authorization: Bearer ").append(key).append("\r\n\r\n");
    return text;
}

struct token_api::implementation {
    const account_settings& settings;
    token_api::environment env;
    https_client client;
    std::optional<asio::steady_timer> pace{}; ///< when the next request to v3 may start

    asio::awaitable<std::optional<poll_failure>> ask(const account_key& key, std::string_view resource,
                                                     duration patience, body_sink sink);
    asio::awaitable<poll_outcome> list_at_once(const account_key& key);
    asio::awaitable<poll_outcome> list_pages(const account_key& key);
};

/// One request and its answer. Absent where the sink has all that it wants of a 200.
asio::awaitable<std::optional<poll_failure>> token_api::implementation::ask(const account_key& key,
                                                                            std::string_view resource,
                                                                            duration patience,
                                                                            body_sink sink) {
    const auto executor = co_await asio::this_coro::executor;
    if (key.api == api_kind::v3) {
        if (pace)
            co_await pace->async_wait(asio::use_awaitable);
        pace.emplace(executor, env.page_pause);
    }
    std::string target = api_path(settings, key.api).append(resource);
    std::string request = api_request(settings.base_url, target, env.user_agent, key.key);
    const asio::steady_timer deadline(executor, patience);
    auto result = co_await client.exchange(std::move(request), deadline.expiry(), std::move(sink));
    if (result.failure)
        result.failure->retry_after = parse_retry_after(result.retry_after, env.system_now());
    co_return std::move(result.failure);
}

asio::awaitable<poll_outcome> token_api::implementation::list_at_once(const account_key& key) {
    const bool itself = key.api == api_kind::self;
    token_list_decoder decoder(settings.token_names, itself ? list_shape::single : list_shape::array);
    body_sink sink = [&decoder](std::string_view piece) { return decoder.write(piece); };
    const std::string_view resource = itself ? "/user/custom_token/me/" : "/user/custom_token/";
    auto failure = co_await ask(key, resource, settings.poll_timeout, std::move(sink));
    if (failure)
        co_return std::move(*failure);
    co_return of_a_200(decoder.finish());
}

asio::awaitable<poll_outcome> token_api::implementation::list_pages(const account_key& key) {
    key_pages pages(settings.token_names);
    std::uint64_t received = 0;
    std::optional<poll_outcome> ended;
    while (!ended) {
        body_sink sink = [&](std::string_view piece) {
            received += piece.size();
            return received <= settings.body_size_limit && pages.write(piece);
        };
        const std::string resource = "/manage/keys/?" + pages.query();
        auto failure = co_await ask(key, resource, settings.poll_timeout, std::move(sink));
        if (!failure && received > settings.body_size_limit)
            failure = too_large_failure(settings.body_size_limit);
        if (failure)
            co_return std::move(*failure);
        ended = pages.finish_page();
    }
    co_return of_a_200(std::move(*ended));
}

token_api::token_api(const account_settings& settings, environment env)
    : self_(new implementation{settings, env, {settings, env.resolver, env.tls}}) {}

token_api::~token_api() = default;

asio::awaitable<poll_outcome> token_api::list(account_key key) {
    if (key.api == api_kind::v3)
        co_return co_await self_->list_pages(key);
    co_return co_await self_->list_at_once(key);
}

asio::awaitable<std::optional<key_description>> token_api::describe_key(account_key key) {
    std::string body;
    body_sink sink = [&body](std::string_view piece) {
        body += piece;
        return body.size() <= longest_description;
    };
    // Where it hangs, the next poll is not to wait for long.
    const duration pause = std::max<duration>(self_->settings.poll_interval, std::chrono::seconds(1));
    const duration patience = std::min(self_->settings.poll_timeout, pause);
    const auto failure = co_await self_->ask(key, "/manage/whoami/", patience, std::move(sink));
    if (failure || body.size() > longest_description)
        co_return std::nullopt;
    co_return parse_key_description(body);
}

std::uint64_t token_api::connections_opened() const {
    return self_->client.connections_opened();
}

} // namespace balanced
