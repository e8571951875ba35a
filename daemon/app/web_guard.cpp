#include <balanced/app/clock.hpp>
#include <balanced/app/web_guard.hpp>
#include <balanced/format/phrase.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <utility>

namespace balanced {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto look_period = 1s;
constexpr auto disk_patience = 10s;

bool is_health_path(std::string_view path) {
    return path == "/-/healthy" || path == "/-/ready";
}

std::chrono::nanoseconds steady_now() {
    return std::chrono::steady_clock::now().time_since_epoch();
}

http_response refusal(unsigned status, std::string header, std::string value) {
    http_response response = text_response(status, std::string(reason_phrase(status)) + "\n");
    response.headers.emplace_back(std::move(header), std::move(value));
    return response;
}

http_response unauthorized() {
    return refusal(401, "WWW-Authenticate", "Basic");
}

http_response too_many_requests(std::chrono::nanoseconds interval) {
    return refusal(429, "Retry-After",
                   std::to_string(std::max(std::chrono::ceil<std::chrono::seconds>(interval), 1s).count()));
}

log_record rejected_record(const std::string& file, const std::vector<std::string>& faults) {
    return {log_level::error,
            "web_config_rejected",
            "the changed web configuration cannot be used; the one before stays",
            {{"file", file}, {"faults", joined(faults, "; ")}}};
}

log_record reloaded_record(const std::string& file) {
    return {
        log_level::info, "web_config_reloaded", "the changed web configuration is in use", {{"file", file}}};
}

} // namespace

web_guard::web_guard(std::string path, web_configuration first, const asio::any_io_executor& loop, log& log,
                     hash_check check)
    : path_(std::move(path))
    , loaded_(std::move(first))
    , log_(log)
    , passwords_(loop, std::move(check)) {
    apply();
}

void web_guard::apply() {
    passwords_.set_users(loaded_.settings.users);
    if (std::exchange(limited_by_, loaded_.settings.rate_limit) == loaded_.settings.rate_limit)
        return;
    limit_.reset();
    if (limited_by_)
        limit_.emplace(*limited_by_, steady_now());
}

asio::awaitable<std::optional<http_response>> web_guard::refuse(const http_request& request) {
    if (is_health_path(request.path))
        co_return std::nullopt;
    if (limit_ && !limit_->allow(steady_now()))
        co_return too_many_requests(limited_by_->interval);
    if (!passwords_.has_users())
        co_return std::nullopt;
    std::optional<basic_credentials> credentials = parse_basic_credentials(request.authorization);
    if (!credentials)
        co_return unauthorized();
    const password_verdict verdict = co_await passwords_.check(std::move(*credentials));
    if (verdict == password_verdict::busy)
        co_return refusal(503, "Retry-After", "1");
    if (verdict == password_verdict::wrong)
        co_return unauthorized();
    co_return std::nullopt;
}

void web_guard::decorate(http_response& response) const {
    for (const auto& header : loaded_.settings.headers) {
        const bool present = std::ranges::any_of(response.headers, [&](const auto& own) {
            return boost::beast::iequals(own.first, header.first);
        });
        if (!present)
            response.headers.push_back(header);
    }
}

asio::awaitable<void> web_guard::watch() {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (!path_.empty()) {
        timer.expires_after(look_period);
        co_await timer.async_wait(asio::use_awaitable);
        co_await look();
    }
}

asio::awaitable<void> web_guard::look() {
    auto reload = [path = path_, files = loaded_.files]() -> std::optional<web_configuration> {
        if (!have_changed(files))
            return std::nullopt;
        return load_web_config(path);
    };
    auto fresh = co_await disk_.run(std::move(reload), disk_patience);
    if (fresh && *fresh)
        take(std::move(**fresh));
}

void web_guard::take(web_configuration fresh) {
    if (!fresh.faults.empty()) {
        log_.write(rejected_record(path_, fresh.faults), system_now());
        loaded_.files = std::move(fresh.files);
        return;
    }
    for (const std::string& note : fresh.notes) {
        if (std::ranges::find(loaded_.notes, note) == loaded_.notes.end())
            log_.write({log_level::warn, "config_warning", note}, system_now());
    }
    loaded_ = std::move(fresh);
    apply();
    log_.write(reloaded_record(path_), system_now());
}

} // namespace balanced
