#pragma once
#include <balanced/core/time.hpp>

#include <ctime>

// The clock, read here and nowhere below: whoever needs the time is told it.

namespace balanced {

inline time_point system_now() {
    return std::chrono::floor<duration>(std::chrono::system_clock::now());
}

/// On Linux it is the boot clock that goes on while the machine sleeps; the steady one stands still.
inline moment now_on_both_clocks() {
    std::timespec running{};
    const bool known = ::clock_gettime(CLOCK_BOOTTIME, &running) == 0;
    const auto since_start = std::chrono::seconds(running.tv_sec) + std::chrono::nanoseconds(running.tv_nsec);
    return {system_now(),
            known ? std::optional(std::chrono::duration_cast<duration>(since_start)) : std::nullopt};
}

} // namespace balanced
