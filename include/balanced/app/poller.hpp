#pragma once
#include <balanced/app/account_client.hpp>
#include <balanced/app/board.hpp>
#include <balanced/app/counters.hpp>
#include <balanced/core/settings.hpp>
#include <balanced/core/tracker.hpp>
#include <balanced/os/log.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>

// Polls one account and publishes what tracking makes of it: the only place that knows the client, the
// tracker, the page, the log and the clock at once.

namespace balanced {

/// What all pollers share; it outlives them.
struct poller_services {
    boost::asio::any_io_executor loop;
    client_services clients;
    balanced::counters& counters;
    balanced::log& log;
    const std::set<std::string, std::less<>>& excluded_families;
};

class poller {
public:
    /// `view` is the account's place on the board.
    poller(const account_settings& settings, account_view& view, const poller_services& services);

    /// Polls for ever, first after `first_delay`. Ends by cancellation.
    boost::asio::awaitable<void> poll(duration first_delay);

    /// Has what time alone decides decided at the moment it happens. Ends by cancellation.
    boost::asio::awaitable<void> watch_time();

private:
    using tracking_step = std::function<tracked(const account_snapshot&, time_point now)>;

    boost::asio::awaitable<duration> poll_once();
    boost::asio::awaitable<void> update(tracking_step step, std::optional<poll_count> counted);
    poll_count counted_of(const poll_outcome& outcome, duration took);

    const account_settings& settings_;
    account_view& view_;
    poller_services services_;
    account_client client_;
    std::uint64_t connections_counted_ = 0;
    bool updating_ = false;
    boost::asio::steady_timer updated_; ///< cancelled whenever an update has ended
    boost::asio::steady_timer alarm_;   ///< of the next change that time alone brings
    std::minstd_rand random_;           ///< of the jitter
};

} // namespace balanced
