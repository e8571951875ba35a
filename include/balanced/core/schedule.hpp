#pragma once
#include <balanced/core/time.hpp>

#include <cstddef>
#include <optional>

// When to poll: a spread start, a growing delay after failures, and the server's wish.

namespace balanced {

/// How long the `index`-th of `accounts` waits before its first poll: they are spread over at most
/// min(poll_interval, 2 s), and a single account does not wait.
duration first_poll_delay(std::size_t index, std::size_t accounts, duration poll_interval);

/// How long after the `failures`-th failure in a row (at least 1) the next poll starts: poll_interval ×
/// min(2^(n-1), 5) plus `jitter` (0 to 1) of 10 %, at most max(5 min, poll_interval); `retry_after` raises
/// this, up to 1 h.
duration retry_delay(duration poll_interval, unsigned failures, std::optional<duration> retry_after,
                     double jitter);

} // namespace balanced
