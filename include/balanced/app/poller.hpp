#pragma once
#include <balanced/app/account_client.hpp>
#include <balanced/app/board.hpp>
#include <balanced/app/counters.hpp>
#include <balanced/app/state_keeper.hpp>
#include <balanced/core/settings.hpp>
#include <balanced/core/tracker.hpp>
#include <balanced/os/log.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>

// Polls one account and publishes what tracking makes of it: the only place that knows the client, the
// tracker, the page, the log and the clock at once.

namespace balanced {

/// What all pollers share; it outlives them.
struct poller_services {
    boost::asio::any_io_executor loop;
    boost::asio::thread_pool& worker;
    client_services clients;
    balanced::counters& counters;
    balanced::log& log;
    const balanced::board& board; ///< for the families that are left out
    state_keeper& state;
};

class poller {
public:
    /// `view` is what it publishes to, and goes on from.
    poller(account_settings settings, std::shared_ptr<account_view> view, const poller_services& services);

    /// Polls for ever, first after `first_delay`. Ends by cancellation.
    boost::asio::awaitable<void> poll(duration first_delay);

    /// Has what time alone decides decided at the moment it happens. Ends by cancellation.
    boost::asio::awaitable<void> watch_time();

    /// From now on tokens are judged by these settings: at once, by whoever runs watch_time().
    void track_by(const tracking_settings& tracking);

private:
    using tracking_step =
        std::function<tracked(const account_snapshot&, const tracking_settings&, const moment& now)>;

    boost::asio::awaitable<duration> poll_once();
    boost::asio::awaitable<void> update(tracking_step step, std::optional<poll_count> counted);
    poll_count counted_of(const poll_outcome& outcome, duration took);

    const account_settings settings_; ///< but for `tracking`, which may have changed since
    std::shared_ptr<const tracking_settings> tracking_;
    std::shared_ptr<account_view> view_;
    poller_services services_;
    account_client client_;
    std::uint64_t connections_counted_ = 0;
    bool judge_anew_ = false;
    bool updating_ = false;
    boost::asio::steady_timer updated_; ///< cancelled whenever an update has ended
    boost::asio::steady_timer alarm_;   ///< of the next change that time alone brings
    std::minstd_rand random_;           ///< of the jitter
};

} // namespace balanced
