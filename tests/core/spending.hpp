#pragma once
#include <balanced/core/reset_calendar.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <optional>
#include <random>
#include <vector>

// Simulated spending, minute by minute, and what the balances then look like from outside: to judge forecasts
// by. Chance has a seed, so each run is the same.

namespace balanced {

inline constexpr std::size_t minutes_a_day = 24 * 60;
inline constexpr duration minute = std::chrono::minutes(1);

/// Credits that are asked for in each minute, about one an hour in the mean.
using spending = std::vector<double>;

/// A midnight on the 1st of a month, in a zone whose clocks are never set.
inline const time_point first_midnight =
    std::chrono::sys_days(std::chrono::year(2027) / 1 / 1) - std::chrono::hours(1);
inline const reset_calendar plain_calendar{{{time_point(), std::chrono::hours(1)}}};

inline time_point at_minute(std::size_t index) {
    return first_midnight + static_cast<int>(index) * minute;
}

/// Evenly but for a fifth more or less each minute.
inline spending steady_spending(std::size_t minutes, std::mt19937_64& random) {
    std::uniform_real_distribution<double> about_one(0.8, 1.2);
    spending all(minutes);
    for (double& one : all)
        one = about_one(random) / 60;
    return all;
}

/// People at work: most at one o'clock, next to nothing from seven to seven.
inline spending daily_spending(std::size_t minutes, std::mt19937_64& random) {
    spending all = steady_spending(minutes, random);
    for (std::size_t i = 0; i < minutes; ++i) {
        const double hour = static_cast<double>(i % minutes_a_day) / 60;
        all[i] *= 0.1 + 2.8 * std::max(0.0, std::sin((hour - 7) / 12 * std::numbers::pi));
    }
    return all;
}

/// Jobs of ten minutes to an hour, three hours between them in the mean, and little else.
inline spending bursty_spending(std::size_t minutes, std::mt19937_64& random) {
    std::exponential_distribution<double> pause(1.0 / 180);
    std::uniform_int_distribution<std::size_t> length(10, 60);
    spending all = steady_spending(minutes, random);
    std::size_t i = 0;
    while (i < minutes) {
        const std::size_t begin = std::min(minutes, i + static_cast<std::size_t>(pause(random)));
        const std::size_t end = std::min(minutes, begin + length(random));
        for (; i < begin; ++i)
            all[i] *= 0.01;
        for (; i < end; ++i)
            all[i] *= 6;
    }
    return all;
}

/// Twenty requests an hour, each on its own; a few cost as much as a hundred others.
inline spending requests_spending(std::size_t minutes, std::mt19937_64& random) {
    std::poisson_distribution<int> requests(20.0 / 60);
    std::lognormal_distribution<double> cost(std::log(0.0163), 1.5);
    spending all(minutes);
    for (double& one : all) {
        for (int i = requests(random); i > 0; --i)
            one += cost(random);
    }
    return all;
}

/// A balance as a poll each minute shows it.
using balances = std::vector<double>;

/// Never runs out. With `minutes_between_top_ups`, in the mean, somebody adds to it.
inline balances spent(const spending& asked, std::optional<double> minutes_between_top_ups,
                      std::mt19937_64& random) {
    std::bernoulli_distribution topped_up(minutes_between_top_ups ? 1 / *minutes_between_top_ups : 0);
    balances all(asked.size());
    double balance = 50'000;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        all[i] = balance;
        balance -= asked[i];
        if (topped_up(random))
            balance += 5;
    }
    return all;
}

/// Refilled to `amount` on the 1st of each month. Where it is gone nothing more is consumed.
inline balances refilled_monthly(const spending& asked, double amount) {
    balances all(asked.size());
    time_point reset = next_reset(reset_period::monthly, first_midnight, plain_calendar);
    double balance = amount;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        if (at_minute(i) >= reset) {
            balance = amount;
            reset = next_reset(reset_period::monthly, at_minute(i), plain_calendar);
        }
        all[i] = balance;
        balance = std::max(0.0, balance - asked[i]);
    }
    return all;
}

} // namespace balanced
