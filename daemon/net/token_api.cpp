#include <balanced/format/timestamp.hpp>
#include <balanced/format/token_list.hpp>
#include <balanced/net/https_client.hpp>
#include <balanced/net/token_api.hpp>

#include <utility>

namespace asio = boost::asio;

namespace balanced {

namespace {

/// RFC 9110 §7.2: the port only where it is not the scheme's own.
std::string host_field(const origin_url& url) {
    std::string host = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
    if (url.port != (url.tls ? 443 : 80))
        host.append(":").append(std::to_string(url.port));
    return host;
}

} // namespace

std::string list_request(const origin_url& url, std::string_view user_agent, std::string_view key) {
    std::string text;
    text.append("GET ").append(url.path).append("/user/custom_token/ HTTP/1.1\r\n");
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
};

token_api::token_api(const account_settings& settings, environment env)
    : self_(new implementation{settings, env, {settings, env.resolver, env.tls}}) {}

token_api::~token_api() = default;

asio::awaitable<poll_outcome> token_api::list(std::string key,
                                              std::chrono::steady_clock::time_point deadline) {
    token_list_decoder decoder(self_->settings.token_names);
    body_sink sink = [&decoder](std::string_view piece) { return decoder.write(piece); };
    std::string request = list_request(self_->settings.base_url, self_->env.user_agent, key);
    auto result = co_await self_->client.exchange(std::move(request), deadline, std::move(sink));

    poll_outcome outcome;
    if (!result.failure) {
        outcome = decoder.finish();
        if (auto* failure = std::get_if<poll_failure>(&outcome))
            failure->status = 200;
    } else {
        result.failure->retry_after = parse_retry_after(result.retry_after, self_->env.system_now());
        outcome = std::move(*result.failure);
    }
    co_return outcome;
}

std::uint64_t token_api::connections_opened() const {
    return self_->client.connections_opened();
}

} // namespace balanced
