#pragma once
#include <balanced/core/web_settings.hpp>

#include <chrono>

// How many requests may pass: a bucket of tokens that refills with time. It knows no clock.

namespace balanced {

class rate_limit {
public:
    /// Begins full. `now` is on any clock that never goes back, the same at every call.
    rate_limit(const rate_limit_settings& settings, std::chrono::nanoseconds now);

    /// Takes a token, if there is one.
    bool allow(std::chrono::nanoseconds now);

private:
    rate_limit_settings settings_;
    double tokens_;
    std::chrono::nanoseconds filled_;
};

} // namespace balanced
