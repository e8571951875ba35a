#pragma once
#include <balanced/app/account_set.hpp>
#include <balanced/app/configuration.hpp>
#include <balanced/app/options.hpp>
#include <balanced/app/own_thread.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

// A new configuration while the daemon runs: at a SIGHUP, at a request, or because the file's content is
// another. One that has faults changes nothing.

namespace balanced {

/// What to do when a reload begins and when it has ended.
struct reload_observer {
    std::function<void()> begun;
    std::function<void()> ended;
};

class reloader {
public:
    /// `options` and all that is referred to must outlive it.
    reloader(const options& options, std::shared_ptr<const reset_calendar> calendar, account_set& accounts,
             counters& counters, log& log, const boost::asio::any_io_executor& loop,
             reload_observer observer);

    /// What the daemon starts with.
    void begin_with(const config& loaded);

    /// Takes the configuration as it is now; one reload at a time, each asked for gets its own. Returns the
    /// faults, which have been logged and counted too; empty where it was taken.
    boost::asio::awaitable<std::vector<std::string>> reload();

    /// Reloads at each SIGHUP. Ends by cancellation.
    boost::asio::awaitable<void> watch_hangups();

    /// Looks at the file every `auto_reload_interval` and reloads where its content has changed since the
    /// last look or reload, and where one that was rejected would now be taken, or for other faults: a file
    /// that it names may come after it. Ends by cancellation.
    boost::asio::awaitable<void> watch_file();

    /// One look, as watch_file() takes it.
    boost::asio::awaitable<void> look();

private:
    boost::asio::awaitable<config> load();
    void take(const config& loaded);

    const options& options_;
    std::shared_ptr<const reset_calendar> calendar_;
    account_set& accounts_;
    counters& counters_;
    log& log_;
    reload_observer observer_;
    bool reloading_ = false;
    boost::asio::steady_timer reloaded_; ///< cancelled whenever a reload has ended
    boost::asio::signal_set hangups_;    ///< from now on none ends the program, or is lost
    own_thread disk_;
    own_thread looking_;
    std::string seen_;                ///< the file's content when it was last loaded
    std::vector<std::string> faults_; ///< of that content
};

} // namespace balanced
