#pragma once
#include <balanced/app/account_set.hpp>
#include <balanced/app/board.hpp>
#include <balanced/app/counters.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <simulator/simulator.hpp>
#include <support/temporary_folder.hpp>

#include <functional>
#include <optional>
#include <string>

// Pollers at work on simulated services: what the daemon is made of, with the loop in the test's own hands.

namespace balanced::testing {

/// Settings that poll `service` again at once, until a test says otherwise.
account_settings account_of(const simulator::service& service, const std::string& name = "default");

class watched_accounts {
public:
    explicit watched_accounts(const balanced::settings& settings, log_format format = log_format::logfmt);
    ~watched_accounts();

    /// Runs the loop until `reached` holds. Throws after 20 seconds: then it never will.
    void run_until(const std::function<bool()>& reached);

    /// Runs until so many more polls of an account have ended.
    void run_polls(std::size_t count, std::size_t account = 0);

    /// Cancels the pollers and runs until they have ended.
    void stop();

    const account_snapshot& snapshot(std::size_t account = 0) const;
    std::string page();     ///< as /metrics shows it in the text format
    std::string log_text(); ///< everything logged so far; ends the log

    balanced::log& daemon_log() { return *log_; }

    boost::asio::io_context loop{1};
    boost::asio::thread_pool worker{1};
    balanced::counters counters;
    balanced::board board;

private:
    temporary_folder folder_;
    int log_descriptor_;
    std::optional<log> log_;
    resolver resolver_;
    std::optional<state_keeper> state_; ///< that keeps nothing

public:
    balanced::account_set accounts;
};

} // namespace balanced::testing
