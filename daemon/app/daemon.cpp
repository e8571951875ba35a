#include <balanced/app/clock.hpp>
#include <balanced/app/daemon.hpp>
#include <balanced/app/listening.hpp>
#include <balanced/app/poller.hpp>
#include <balanced/app/routes.hpp>
#include <balanced/app/tasks.hpp>
#include <balanced/app/version.hpp>
#include <balanced/core/schedule.hpp>
#include <balanced/os/limits.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <list>

namespace balanced {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// The whole stop takes at most a second; what still hangs then is left behind.
constexpr auto stop_limit = 500ms;
constexpr auto lag_period = 1s;

log_options log_options_of(const options& options) {
    log_options result;
    result.level = options.log_level;
    result.format = options.log_format;
    result.priorities = is_journal_stream(result.descriptor, std::getenv("JOURNAL_STREAM"));
    return result;
}

/// Clients must leave descriptors for polls: a connection and a key file an account, and the daemon's own.
http_limits limits_for(std::size_t descriptors, std::size_t accounts) {
    const std::size_t reserved = 24 + 2 * accounts;
    http_limits limits;
    limits.connections =
        std::clamp<std::size_t>(descriptors - std::min(descriptors, reserved), 1, limits.connections);
    return limits;
}

std::vector<std::string> account_names(const settings& settings) {
    std::vector<std::string> names;
    for (const account_settings& account : settings.accounts)
        names.push_back(account.tracking.account);
    return names;
}

/// How late the loop comes to what is due.
asio::awaitable<void> watch_lag(counters& counters) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (true) {
        timer.expires_after(lag_period);
        co_await timer.async_wait(asio::use_awaitable);
        counters.loop_lagged(
            std::chrono::duration_cast<duration>(std::chrono::steady_clock::now() - timer.expiry()));
    }
}

/// A SIGHUP must not end the daemon as it does by default.
asio::awaitable<void> refuse_reloads(log& log) {
    asio::signal_set hangups(co_await asio::this_coro::executor, SIGHUP);
    while (true) {
        co_await hangups.async_wait(asio::use_awaitable);
        log.write(
            {log_level::warn, "reload_refused", "this version takes a new configuration only at a restart"},
            system_now());
    }
}

log_record started_record(const std::string& listening) {
    return {log_level::info,
            "started",
            "edenai-balanced is watching",
            {{"version", std::string(version())}, {"listen", listening}}};
}

log_record dropped_record(std::uint64_t lines) {
    return {log_level::warn,
            "log_lines_dropped",
            "lines of this log were dropped because nobody took them",
            {{"count", static_cast<std::int64_t>(lines)}}};
}

log_record stopped_record(int signal) {
    return {log_level::info,
            "stopped",
            "edenai-balanced has stopped",
            {{"signal", std::string(signal == SIGTERM ? "SIGTERM" : "SIGINT")}}};
}

} // namespace

int run_daemon(const options& options, const settings& settings, const std::vector<std::string>& warnings) {
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    const std::size_t descriptors = raise_descriptor_limit();

    std::optional<log> log(std::in_place, log_options_of(options));
    asio::io_context loop(1);
    asio::thread_pool worker(1);
    counters counters(account_names(settings), system_now());
    board board = empty_board(settings);
    route_context routes(board, counters, *log, loop.get_executor(), worker, settings.excluded_families,
                         options.telemetry_path);
    http_server server(
        loop.get_executor(), [&](http_request request) { return answer(routes, std::move(request)); },
        [&](unsigned status) { counters.request_answered("other", status); },
        limits_for(descriptors, settings.accounts.size()));
    const std::optional<std::string> listening = listen_on_all(server, options.listen, loop);
    if (!listening)
        return exit_failure;
    // Not before: until then a name to listen on may hang in the system's resolver.
    int stop_signal = 0;
    asio::signal_set signals(loop, SIGTERM, SIGINT);
    signals.async_wait([&](const boost::system::error_code& fault, int signal) {
        stop_signal = signal;
        if (!fault)
            loop.stop();
    });

    resolver resolver(loop.get_executor());
    tls_cache authorities;
    const client_services clients{worker, resolver, authorities};
    const poller_services services{loop.get_executor(), clients, counters, *log, settings.excluded_families};
    std::list<poller> pollers;
    tasks tasks(loop);
    for (std::size_t i = 0; i < settings.accounts.size(); ++i) {
        const account_settings& account = settings.accounts[i];
        poller& poller = pollers.emplace_back(account, board.accounts[i], services);
        tasks.start(poller.poll(first_poll_delay(i, settings.accounts.size(), account.poll_interval)));
        tasks.start(poller.watch_time());
    }
    tasks.start(watch_lag(counters));
    tasks.start(refuse_reloads(*log));

    for (const std::string& warning : warnings)
        log->write({log_level::warn, "config_warning", warning}, system_now());
    log->write(started_record(*listening), system_now());

    loop.run();
    server.stop();
    tasks.cancel();
    loop.restart();
    loop.run_for(stop_limit);
    if (const std::uint64_t dropped = log->dropped(); dropped > 0)
        log->write(dropped_record(dropped), system_now());
    log->write(stopped_record(stop_signal), system_now());
    if (!loop.stopped()) {
        // Something hangs that cannot be cancelled, like a read of a key on a dead network disk.
        log.reset();
        std::_Exit(exit_clean);
    }
    return exit_clean;
}

} // namespace balanced
