#include <balanced/os/disk_thread.hpp>
#include <balanced/os/quiet_thread.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

namespace balanced {
struct disk_thread::state {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<void()>> jobs; ///< the first one is under way
    bool ending = false;
};

disk_thread::disk_thread()
    : self_(std::make_shared<state>())
    , thread_(quiet_thread([self = self_] { run(*self); })) {}

disk_thread::~disk_thread() {
    bool idle = false;
    {
        const std::lock_guard lock(self_->mutex);
        self_->ending = true;
        idle = self_->jobs.empty();
    }
    self_->changed.notify_all();
    if (idle)
        thread_.join();
    else
        thread_.detach();
}

void disk_thread::start(std::function<void()> job) {
    {
        const std::lock_guard lock(self_->mutex);
        self_->jobs.push_back(std::move(job));
    }
    self_->changed.notify_all();
}

bool disk_thread::wait_until(std::chrono::steady_clock::time_point deadline) const {
    std::unique_lock lock(self_->mutex);
    return self_->changed.wait_until(lock, deadline, [&] { return self_->jobs.empty(); });
}

void disk_thread::run(state& self) {
    std::unique_lock lock(self.mutex);
    while (true) {
        self.changed.wait(lock, [&] { return self.ending || !self.jobs.empty(); });
        if (self.ending)
            return;
        std::function<void()>& job = self.jobs.front(); // stays where it is while others come behind it
        lock.unlock();
        job();
        job = nullptr; // what it owns may take its time to go
        lock.lock();
        self.jobs.pop_front();
        self.changed.notify_all();
    }
}

} // namespace balanced
