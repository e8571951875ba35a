#include <balanced/core/schedule.hpp>

#include <algorithm>

namespace balanced {

using namespace std::chrono_literals;

duration first_poll_delay(std::size_t index, std::size_t accounts, duration poll_interval) {
    const duration spread = std::min<duration>(poll_interval, 2s);
    return accounts <= 1 ? duration::zero()
                         : spread * static_cast<std::int64_t>(index) / static_cast<std::int64_t>(accounts);
}

duration retry_delay(duration poll_interval, unsigned failures, std::optional<duration> retry_after,
                     double jitter) {
    const std::int64_t factor = failures <= 1 ? 1 : failures == 2 ? 2 : failures == 3 ? 4 : 5;
    const duration latest = std::max<duration>(5min, poll_interval);
    // An interval of years times five must not overflow.
    const duration grown = std::min(poll_interval, latest / factor + duration(1)) * factor;
    const duration spread(static_cast<duration::rep>(static_cast<double>(grown.count()) * 0.1 * jitter));
    const duration wished = std::min<duration>(retry_after.value_or(duration::zero()), 1h);
    return std::max(std::min(grown + spread, latest), wished);
}

} // namespace balanced
