#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <thread>

// A thread for what a dead disk can hang for ever: jobs run on it one after the other. Its owner waits for it
// no longer than it wants to, and leaves it behind where it hangs.

namespace balanced {

class disk_thread {
public:
    /// Throws std::system_error where there can be no further thread.
    disk_thread();

    /// Ends the thread where it has nothing to do; else goes without it.
    ~disk_thread();
    disk_thread(const disk_thread&) = delete;
    disk_thread& operator=(const disk_thread&) = delete;

    /// Runs `job` after those before it. It may outlive everything that it does not own, and must not throw.
    void start(std::function<void()> job);

    /// Whether all jobs are done by then.
    bool wait_until(std::chrono::steady_clock::time_point deadline) const;

private:
    struct state;
    static void run(state& self);

    std::shared_ptr<state> self_;
    std::thread thread_;
};

} // namespace balanced
