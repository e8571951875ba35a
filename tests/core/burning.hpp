#pragma once
#include "history.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

// A token that is consumed steadily, for tests of the forecast: what is polled of it, and what that tells.

namespace balanced {

/// Paris, as long as these tests last: `start` is a Friday, 09:00 in winter.
inline const auto paris = std::make_shared<const reset_calendar>(
    reset_calendar{{{start - std::chrono::hours(24), std::chrono::hours(1)}}});
inline constexpr time_point midnight = start + std::chrono::hours(15); ///< the next one there

/// A token that is polled each minute, and whose balance falls by `a_minute` each time.
struct burning : history {
    double balance;
    double a_minute;
    std::string reset_period{}; ///< as the API sends it
    bool enforced = true;
    std::vector<threshold_crossed> crossed{};
    std::vector<threshold_recovered> recovered{};

    burning(double first, double each_minute, std::string period = {})
        : balance(first)
        , a_minute(each_minute)
        , reset_period(std::move(period)) {
        settings.balance.enabled = false;
    }
    void poll(duration span) {
        for (const time_point end = at + span; at < end; at += std::chrono::minutes(1)) {
            token_record record = token("x", balance, enforced);
            record.reset_period = reset_period;
            list({record});
            note();
            balance -= a_minute;
        }
    }
    void note() {
        std::ranges::copy(of<threshold_crossed>(), std::back_inserter(crossed));
        std::ranges::copy(of<threshold_recovered>(), std::back_inserter(recovered));
    }
};

} // namespace balanced
