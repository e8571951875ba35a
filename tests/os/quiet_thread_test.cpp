#include <balanced/os/quiet_thread.hpp>

#include <gtest/gtest.h>
#include <pthread.h>

#include <csignal>

namespace balanced {
namespace {

TEST(quiet_thread, TakesNoSignalAndLeavesItsMakersAlone) {
    sigset_t before;
    pthread_sigmask(SIG_SETMASK, nullptr, &before);
    sigset_t within;
    quiet_thread([&] { pthread_sigmask(SIG_SETMASK, nullptr, &within); }).join();
    sigset_t after;
    pthread_sigmask(SIG_SETMASK, nullptr, &after);
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGPIPE}) {
        EXPECT_TRUE(sigismember(&within, number));
        EXPECT_EQ(sigismember(&after, number), sigismember(&before, number));
    }
}

} // namespace
} // namespace balanced
