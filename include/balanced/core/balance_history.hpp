#pragma once
#include <balanced/core/time.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

// The balances of an account's tokens over the last day, for a plot: at most 48 samples of 4 bytes a token,
// whatever is polled how often. They begin close together and are thinned out as time goes by, until they lie
// half an hour apart. A sample is one vector for all tokens, shared by all snapshots since; nothing here is
// kept over a restart.

namespace balanced {

inline constexpr std::size_t most_samples = 48;
inline constexpr duration history_span = std::chrono::hours(24);

/// All tokens' balances at one moment.
struct balance_sample {
    duration at;                                        ///< on the running clock
    std::shared_ptr<const std::vector<float>> balances; ///< in the order of the tokens; NaN = unknown
};

struct balance_history {
    duration step = std::chrono::seconds(15); ///< samples lie at least so far apart
    std::vector<balance_sample> samples;      ///< by time
};

/// Whether it is time for a further sample.
bool sample_due(const balance_history& history, duration now);

/// Adds a sample, and thins out the others or forgets them where they are too many or too old.
balance_history with_sample(balance_history history, duration now, std::vector<float> balances);

/// The history of a changed list of tokens: for each of them its place in the former list, absent for a new
/// one.
balance_history rearranged(const balance_history& history,
                           std::span<const std::optional<std::size_t>> places);

} // namespace balanced
