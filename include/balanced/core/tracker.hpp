#pragma once
#include <balanced/core/event.hpp>
#include <balanced/core/snapshot.hpp>

// Tracking is a function: what was known, what happened, the settings and the time give what is known now and
// what there is to tell. It does not know where lists come from, nor where events go.

namespace balanced {

struct tracked {
    account_snapshot snapshot;
    std::vector<event> events; ///< in the order in which they are to be told
};

/// A poll brought a complete list: it replaces the tokens, and only it may remove any.
tracked track_list(const account_snapshot& before, token_list list, const tracking_settings& settings,
                   const moment& now);

/// A poll failed: the tokens stay. `retry_in` is when the next one starts.
tracked track_failure(const account_snapshot& before, poll_failure failure, duration retry_in,
                      const tracking_settings& settings, const moment& now);

/// Time went by: what it alone decides (an expiry, staleness) is decided anew.
tracked track_time(const account_snapshot& before, const tracking_settings& settings, const moment& now);

} // namespace balanced
