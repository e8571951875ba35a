#include <balanced/app/clock.hpp>
#include <balanced/app/reload.hpp>
#include <balanced/format/phrase.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <optional>
#include <utility>

namespace balanced {
namespace {

namespace asio = boost::asio;

/// For a disk that is slow; one that is dead must not hold up other reloads for ever.
constexpr auto patience = std::chrono::seconds(10);

std::string name_of(const options& options) {
    return options.config_file.empty() ? "the environment" : options.config_file;
}

log_record reloaded_record(const options& options, std::size_t accounts) {
    return {log_level::info,
            "config_reloaded",
            "the configuration was reloaded: " + counted(accounts, "account"),
            {{"file", name_of(options)}, {"faults", std::string()}}};
}

log_record rejected_record(const options& options, const std::vector<std::string>& faults) {
    return {log_level::error,
            "config_rejected",
            "the new configuration has " + counted(faults.size(), "fault") + "; the old one stays",
            {{"file", name_of(options)}, {"faults", joined(faults, "; ")}}};
}

} // namespace

reloader::reloader(const options& options, std::shared_ptr<const reset_calendar> calendar,
                   account_set& accounts, counters& counters, log& log, const asio::any_io_executor& loop,
                   reload_observer observer)
    : options_(options)
    , calendar_(std::move(calendar))
    , accounts_(accounts)
    , counters_(counters)
    , log_(log)
    , observer_(std::move(observer))
    , reloaded_(loop, asio::steady_timer::time_point::max())
    , hangups_(loop, SIGHUP) {}

void reloader::begin_with(const config& loaded) {
    seen_ = loaded.content;
    take(loaded);
}

asio::awaitable<std::vector<std::string>> reloader::reload() {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (reloading_)
        co_await reloaded_.async_wait(asio::as_tuple(asio::use_awaitable));
    reloading_ = true;
    observer_.begun();
    config loaded = co_await load();
    seen_ = std::move(loaded.content);
    faults_ = loaded.faults;
    if (loaded.faults.empty()) {
        take(loaded);
        counters_.config_loaded(system_now());
        log_.write(reloaded_record(options_, loaded.settings.accounts.size()), system_now());
    } else {
        counters_.config_rejected();
        log_.write(rejected_record(options_, loaded.faults), system_now());
    }
    observer_.ended();
    reloading_ = false;
    reloaded_.cancel();
    co_await asio::this_coro::throw_if_cancelled(true);
    co_return std::move(loaded.faults);
}

asio::awaitable<config> reloader::load() {
    auto read = [options = options_, calendar = calendar_] { return load_configuration(options, calendar); };
    std::optional<config> loaded = co_await disk_.run(std::move(read), patience);
    if (loaded)
        co_return std::move(*loaded);
    config unread;
    unread.faults.push_back(name_of(options_) + ": the disk does not answer");
    co_return unread;
}

void reloader::take(const config& loaded) {
    for (const std::string& warning : loaded.warnings)
        log_.write({log_level::warn, "config_warning", warning}, system_now());
    accounts_.apply(loaded.settings);
}

asio::awaitable<void> reloader::watch_hangups() {
    while (true) {
        co_await hangups_.async_wait(asio::use_awaitable);
        co_await reload();
    }
}

asio::awaitable<void> reloader::watch_file() {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (true) {
        timer.expires_after(options_.auto_reload_interval);
        co_await timer.async_wait(asio::use_awaitable);
        co_await look();
    }
}

asio::awaitable<void> reloader::look() {
    auto read = [options = options_, calendar = calendar_, faults = faults_]() -> config {
        if (!faults.empty())
            return load_configuration(options, calendar);
        config content;
        content.content = read_configuration_content(options.config_file);
        return content;
    };
    const std::optional<config> now = co_await looking_.run(std::move(read), patience);
    if (!reloading_ && now && (now->content != seen_ || now->faults != faults_))
        co_await reload();
}

} // namespace balanced
