#include <balanced/os/disk_thread.hpp>

#include <gtest/gtest.h>
#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <future>
#include <memory>
#include <vector>

namespace balanced {
namespace {

using namespace std::chrono_literals;

std::chrono::steady_clock::time_point in(std::chrono::milliseconds span) {
    return std::chrono::steady_clock::now() + span;
}

TEST(disk_thread, RunsJobsInTheirOrder) {
    std::vector<int> done;
    disk_thread thread;
    for (int i = 0; i < 100; ++i)
        thread.start([&, i] { done.push_back(i); });
    ASSERT_TRUE(thread.wait_until(in(20s)));
    ASSERT_EQ(done.size(), 100U);
    EXPECT_TRUE(std::ranges::is_sorted(done));
}

TEST(disk_thread, HasNothingToWaitForWithoutAJob) {
    const disk_thread thread;
    EXPECT_TRUE(thread.wait_until(in(0ms)));
}

TEST(disk_thread, LeavesBehindWhatHangs) {
    auto go = std::make_shared<std::promise<void>>();
    auto ended = std::make_shared<std::promise<void>>();
    auto never = std::make_shared<int>();
    {
        disk_thread thread;
        thread.start([go, ended] {
            go->get_future().wait();
            ended->set_value();
        });
        thread.start([never] { *never = 1; });
        EXPECT_FALSE(thread.wait_until(in(1ms)));
    }
    go->set_value();
    ended->get_future().wait();
    while (never.use_count() > 1)
        std::this_thread::yield();
    EXPECT_EQ(*never, 0) << "whoever waits for its end no more wants none of what comes after";
}

TEST(disk_thread, FreesWhatAJobOwnsBeforeItIsDone) {
    auto owned = std::make_shared<int>();
    disk_thread thread;
    thread.start([owned] {});
    ASSERT_TRUE(thread.wait_until(in(20s)));
    EXPECT_EQ(owned.use_count(), 1);
}

TEST(disk_thread, GetsNoSignals) {
    sigset_t before;
    pthread_sigmask(SIG_SETMASK, nullptr, &before);
    bool blocked = false;
    disk_thread thread;
    thread.start([&] {
        sigset_t mask;
        pthread_sigmask(SIG_SETMASK, nullptr, &mask);
        blocked = sigismember(&mask, SIGTERM) == 1 && sigismember(&mask, SIGXFSZ) == 1;
    });
    ASSERT_TRUE(thread.wait_until(in(20s)));
    EXPECT_TRUE(blocked);
    sigset_t after;
    pthread_sigmask(SIG_SETMASK, nullptr, &after);
    EXPECT_EQ(sigismember(&after, SIGTERM), sigismember(&before, SIGTERM));
}

} // namespace
} // namespace balanced
