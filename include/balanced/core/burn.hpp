#pragma once
#include <balanced/core/settings.hpp>

#include <optional>

// How fast a balance is consumed: the observed consumption over the observed time, both weighted by
// 2^(-age/half_life). Kept as two sums that grow older together, so a token's whole history takes as much
// room as its last minute. Which spans of time are observed is not decided here.

namespace balanced {

struct burn_estimate {
    double credits = 0; ///< the consumption, weighted
    double seconds = 0; ///< the time, weighted
    duration watched{}; ///< the time, unweighted
    bool operator==(const burn_estimate&) const = default;
};

/// `span` went by, and over all of it `consumed` credits were consumed evenly. What is no time, or no number,
/// is not observed.
burn_estimate observed(const burn_estimate& so_far, double consumed, duration span, duration half_life);

/// `span` went by, and nobody can say what was consumed in it.
burn_estimate unobserved(const burn_estimate& so_far, duration span, duration half_life);

/// Credits per second, at least 0; absent until `min_span` has been watched, and again when all of that has
/// faded since.
std::optional<double> burn_rate(const burn_estimate& estimate, const forecast_settings& settings);

/// How long `balance` lasts at `rate`: 0 where it is gone already. Absent where nothing is consumed, and
/// where it lasts beyond all dates.
std::optional<duration> runway(double balance, double rate);

} // namespace balanced
