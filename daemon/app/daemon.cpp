#include <balanced/app/clock.hpp>
#include <balanced/app/daemon.hpp>
#include <balanced/app/daemon_record.hpp>
#include <balanced/app/listening.hpp>
#include <balanced/app/reload.hpp>
#include <balanced/app/routes.hpp>
#include <balanced/app/service_status.hpp>
#include <balanced/app/tasks.hpp>
#include <balanced/app/web_guard.hpp>
#include <balanced/os/limits.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <utility>

namespace balanced {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// The whole stop takes at most a second; what still hangs then is left behind.
constexpr auto stop_limit = 400ms;
/// Probes are few, and must not take the descriptors that polls and scrapes need.
constexpr http_limits probe_limits{.connections = 32};
constexpr auto last_write_limit = 200ms;
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

/// As systemd counts.
std::chrono::microseconds monotonic_now() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
}

std::vector<kept_account> kept_of(const board& board) {
    std::vector<kept_account> accounts;
    for (const auto& [name, view] : board.accounts)
        accounts.push_back({name, view->snapshot});
    return accounts;
}

/// What is remembered of an account, once: if it goes and comes again, it begins anew.
account_snapshot recall_from(remembered_accounts& memory, const std::string& account) {
    account_snapshot snapshot;
    if (auto found = memory.extract(account))
        snapshot.remembered = std::move(found.mapped());
    return snapshot;
}

} // namespace

int run_daemon(const options& options, const config& loaded, const web_configuration& web,
               std::shared_ptr<const reset_calendar> calendar) {
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    static_cast<void>(std::signal(SIGHUP, SIG_IGN)); // until the reloader takes it
    const std::size_t descriptors = raise_descriptor_limit();

    std::optional<log> log(std::in_place, log_options_of(options));
    service_manager manager(service_environment_of_process());
    asio::io_context loop(1);
    asio::thread_pool worker(1);
    counters counters(system_now());
    board board;
    web_guard guard(options.web_config_file, web, loop.get_executor(), *log);
    route_context routes(board, counters, *log, loop.get_executor(), worker, guard, options.telemetry_path);
    const http_surroundings surroundings{system_now,
                                         [&](unsigned status) { counters.request_answered("other", status); },
                                         [&](const std::string& what) {
                                             counters.request_answered("other", 500);
                                             log->write(failed_request_record(what), system_now());
                                         }};
    const http_limits limits = limits_for(descriptors, loaded.settings.accounts.size());
    http_server server(
        loop.get_executor(), [&](http_request request) { return answer(routes, std::move(request)); },
        surroundings, limits);
    http_server probes(
        loop.get_executor(), [&](http_request request) { return answer_probe(routes, std::move(request)); },
        surroundings, probe_limits);
    const std::optional<std::string> listening =
        open_listeners(server, options, take_passed_sockets(), loop, [&] { return guard.tls(); });
    if (!listening || !open_probe_listener(probes, options, loop))
        return exit_failure;
    // Not before: until then a name to listen on may hang in the system's resolver.
    int stop_signal = 0;
    asio::signal_set signals(loop, SIGTERM, SIGINT);
    signals.async_wait([&](const boost::system::error_code& fault, int signal) {
        stop_signal = signal;
        if (!fault)
            loop.stop();
    });

    state_keeper state(options.state_file, loop.get_executor(), *log, [&] { return kept_of(board); });
    remembered_accounts memory = state.load();
    resolver resolver(loop.get_executor());
    const client_services clients{resolver, std::make_shared<tls_cache>()};
    const poller_services services{loop.get_executor(), worker, clients, counters, *log, board, state};
    account_set accounts(loop, board, services,
                         [&](const std::string& account) { return recall_from(memory, account); });
    const reload_observer told{[&] { manager.reloading(monotonic_now()); }, [&] { manager.ready(); }};
    reloader reloader(options, std::move(calendar), accounts, counters, *log, loop.get_executor(), told);
    if (options.enable_lifecycle)
        routes.reload = [&] { return reloader.reload(); };

    tasks tasks(loop);
    tasks.start(watch_lag(counters));
    tasks.start(feed_watchdog(manager));
    tasks.start(tell_status(manager, board, worker));
    tasks.start(guard.watch());
    tasks.start(state.run());
    tasks.start(reloader.watch_hangups());
    if (options.auto_reload_interval > duration::zero())
        tasks.start(reloader.watch_file());
    for (const std::string& note : web.notes)
        log->write({log_level::warn, "config_warning", note}, system_now());
    reloader.begin_with(loaded);
    log->write(started_record(*listening), system_now());

    // After the first step of each task: from then on a SIGHUP reloads instead of ending the program.
    asio::post(loop, [&] { manager.ready(); });
    loop.run();
    log->hurry();
    manager.stopping();
    server.stop();
    probes.stop();
    tasks.cancel();
    accounts.cancel();
    loop.restart();
    loop.run_for(stop_limit);
    state.finish(std::chrono::steady_clock::now() + last_write_limit);
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
