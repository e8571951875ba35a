#pragma once
#include <chrono>

// The two kinds of time that the domain speaks of. Whoever calls the domain has the clock; nothing here reads
// one.

namespace balanced {

/// A moment on the system clock. Microseconds: exact for what the API sends, and the year 9999 ("never")
/// fits.
using time_point = std::chrono::sys_time<std::chrono::microseconds>;

/// A span of time.
using duration = std::chrono::microseconds;

/// Seconds as exported in metrics, logs and JSON.
constexpr double in_seconds(duration span) {
    return std::chrono::duration<double>(span).count();
}

/// Unix time in seconds.
constexpr double unix_seconds(time_point at) {
    return in_seconds(at.time_since_epoch());
}

} // namespace balanced
