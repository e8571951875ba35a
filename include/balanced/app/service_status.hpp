#pragma once
#include <balanced/app/board.hpp>
#include <balanced/os/service_manager.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

// What the manager of the service hears while the daemon runs: that the event loop turns, and how the tokens
// are.

namespace balanced {

/// "12 tokens, 3 in trouble", and how many accounts cannot be polled. Trouble is any level but ok.
std::string status_text(const std::vector<std::shared_ptr<const account_snapshot>>& accounts);

/// Feeds the watchdog twice a period, from the loop itself: what holds up the loop holds this up. Ends by
/// cancellation, or at once where nobody watches.
boost::asio::awaitable<void> feed_watchdog(service_manager& manager);

struct status_pace {
    std::chrono::milliseconds first{1000};   ///< between looks until every account has been polled
    std::chrono::milliseconds later{15'000}; ///< between looks from then on
};

/// Tells the status whenever it has changed. Ends by cancellation, or at once where no manager listens.
boost::asio::awaitable<void> tell_status(service_manager& manager, const board& board,
                                         boost::asio::thread_pool& worker, status_pace pace = {});

} // namespace balanced
