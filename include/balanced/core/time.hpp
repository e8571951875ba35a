#pragma once
#include <chrono>
#include <optional>

// The two kinds of time that the domain speaks of. Whoever calls the domain has the clock; nothing here reads
// one.

namespace balanced {

/// A moment on the system clock. Microseconds: exact for what the API sends, and the year 9999 ("never")
/// fits.
using time_point = std::chrono::sys_time<std::chrono::microseconds>;

/// A span of time.
using duration = std::chrono::microseconds;

/// One moment on the two clocks of a machine: the system clock, which dates are compared with and which can
/// be set, and a running one, which only goes on, also while the machine sleeps.
struct moment {
    time_point wall;
    std::optional<duration> running; ///< since the machine's start; unknown of a moment in an earlier run

    /// Both clocks agree where only one is told.
    moment(time_point at) // NOLINT(google-explicit-constructor): a time is a moment
        : wall(at)
        , running(at.time_since_epoch()) {}
    moment(time_point at, std::optional<duration> on_running_clock)
        : wall(at)
        , running(on_running_clock) {}
    bool operator==(const moment&) const = default;
};

/// How long it was from the one to the other: by the running clock, else by the system's. Negative where the
/// system clock was set back meanwhile.
constexpr duration elapsed(const moment& from, const moment& to) {
    if (from.running && to.running)
        return *to.running - *from.running;
    return to.wall - from.wall;
}

/// When it was on the running clock; on the system's where that is all that is known.
constexpr duration running_time(const moment& at) {
    return at.running.value_or(at.wall.time_since_epoch());
}

/// Seconds as exported in metrics, logs and JSON.
constexpr double in_seconds(duration span) {
    return std::chrono::duration<double>(span).count();
}

/// Unix time in seconds.
constexpr double unix_seconds(time_point at) {
    return in_seconds(at.time_since_epoch());
}

} // namespace balanced
