#include <balanced/core/rate_limit.hpp>

#include <algorithm>

namespace balanced {

rate_limit::rate_limit(const rate_limit_settings& settings, std::chrono::nanoseconds now)
    : settings_(settings)
    , tokens_(static_cast<double>(settings.burst))
    , filled_(now) {}

bool rate_limit::allow(std::chrono::nanoseconds now) {
    const std::chrono::duration<double, std::nano> passed = now - filled_;
    const std::chrono::duration<double, std::nano> interval = settings_.interval;
    filled_ = now;
    tokens_ = std::min(tokens_ + passed / interval, static_cast<double>(settings_.burst));
    if (tokens_ < 1)
        return false;
    tokens_ -= 1;
    return true;
}

} // namespace balanced
