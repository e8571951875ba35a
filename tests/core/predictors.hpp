#pragma once
#include <balanced/core/burn.hpp>

#include <core/spending.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

// How long a balance that is polled every minute is said to last: by the burn rate, and by two simple
// predictors that it is judged beside.

namespace balanced {

inline constexpr double no_end = std::numeric_limits<double>::infinity();
inline constexpr std::size_t predictors = 3;
inline constexpr std::array<const char*, predictors> predictor_names{"burn rate", "last hour", "linear 6 h"};

/// Minutes from a moment to the end, by each predictor.
using predictions = std::array<double, predictors>;

/// A balance seen each minute, and the rate that tracking would have at each.
struct watched_balance {
    balances seen;
    std::vector<double> rate; ///< credits a minute; 0 while unknown

    watched_balance(balances all, std::optional<reset_period> period)
        : seen(std::move(all))
        , rate(seen.size()) {
        const forecast_settings settings;
        burn_estimate estimate;
        time_point reset =
            period ? next_reset(*period, first_midnight - reset_lag, plain_calendar) : time_point::max();
        for (std::size_t i = 1; i < seen.size(); ++i) {
            const bool refilled = at_minute(i) >= reset;
            if (period)
                reset = next_reset(*period, at_minute(i) - reset_lag, plain_calendar);
            const double consumed = seen[i - 1] - seen[i];
            estimate = consumed < 0 || refilled ? unobserved(estimate, minute, settings.half_life)
                                                : observed(estimate, consumed, minute, settings.half_life);
            rate[i] = burn_rate(estimate, settings).value_or(0) * 60;
        }
    }

    /// What `left` credits at minute `now` are said to last.
    predictions lasting(double left, std::size_t now) const {
        const auto ours = runway(left, rate[now] / 60);
        const double hourly = (seen[now - 60] - seen[now]) / 60;
        return {ours ? in_seconds(*ours) / 60 : no_end, hourly > 0 ? left / hourly : no_end,
                linear(left, now)};
    }

    /// As Prometheus' predict_linear(…[6h], …) does it: least squares, a top-up is a sample like others.
    double linear(double left, std::size_t now) const {
        constexpr int window = 360;
        double count = 0, sum_x = 0, sum_y = 0, sum_xx = 0, sum_xy = 0;
        for (int x = -window; x <= 0; ++x) {
            const double y = seen[now - static_cast<std::size_t>(-x)] - seen[now];
            count += 1;
            sum_x += x;
            sum_y += y;
            sum_xx += x * x;
            sum_xy += x * y;
        }
        const double slope = (count * sum_xy - sum_x * sum_y) / (count * sum_xx - sum_x * sum_x);
        const double fitted = left + (sum_y - slope * sum_x) / count;
        return slope < 0 ? std::max(0.0, fitted / -slope) : no_end;
    }
};

} // namespace balanced
