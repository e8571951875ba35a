#pragma once
#include <balanced/os/descriptor.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

// What a service tells the manager that started it (sd_notify(3)). A message that the manager does not take
// at once is lost, for nothing here waits; where no manager listens, nothing happens. It keeps no time.

namespace balanced {

/// The variables of sd_notify(3) and sd_watchdog_enabled(3); null where one is not set.
struct service_environment {
    const char* notify_socket = nullptr;
    const char* watchdog_usec = nullptr;
    const char* watchdog_pid = nullptr;
};

/// As this process got it. The variables stay: whoever is started from here decides for itself.
service_environment service_environment_of_process();

class service_manager {
public:
    explicit service_manager(const service_environment& environment);

    /// Whether a manager listens.
    explicit operator bool() const { return static_cast<bool>(socket_); }

    /// It serves; also what ends a reload.
    void ready();
    /// A reload begins. `monotonic` is CLOCK_MONOTONIC, by which the manager tells it from an earlier one.
    void reloading(std::chrono::microseconds monotonic);
    void stopping();
    /// One line for people.
    void status(std::string_view text);
    void watchdog();

    /// The longest time between two calls of watchdog() that the manager bears; absent where it does not
    /// watch.
    std::optional<std::chrono::microseconds> watchdog_period() const { return period_; }

private:
    void enter(std::string state);
    bool send(const std::string& message);
    void send_with_owed(const std::string& message);

    std::string address_;
    descriptor socket_;
    std::optional<std::chrono::microseconds> period_;
    std::string owed_; ///< the state that the manager did not take; it goes with the next message
};

} // namespace balanced
