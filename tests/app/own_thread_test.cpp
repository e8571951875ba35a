#include <balanced/app/own_thread.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <support/run_coroutine.hpp>

#include <future>
#include <string>

namespace balanced {
namespace {

using namespace std::chrono_literals;

TEST(own_thread, BringsBackWhatTheWorkReturns) {
    boost::asio::io_context loop;
    own_thread thread;
    const auto caller = std::this_thread::get_id();
    auto work = [caller] { return std::this_thread::get_id() == caller ? std::string("here") : "there"; };
    EXPECT_EQ(testing::run_coroutine(loop, thread.run(work, 20s)), "there");
    EXPECT_EQ(testing::run_coroutine(loop, thread.run(work, 20s)), "there") << "it can be used again";
}

TEST(own_thread, IsNotWaitedForWhereItHangs) {
    boost::asio::io_context loop;
    own_thread thread;
    auto released = std::make_shared<std::promise<void>>();
    std::shared_future<void> end = released->get_future().share();
    auto hang = [end] {
        end.wait();
        return 1;
    };
    EXPECT_EQ(testing::run_coroutine(loop, thread.run(hang, 1ms)), std::nullopt);
    EXPECT_EQ(testing::run_coroutine(loop, thread.run([] { return 2; }, 20s)), std::nullopt)
        << "what was begun before still hangs";
    released->set_value();
    std::optional<int> after;
    while (!after)
        after = testing::run_coroutine(loop, thread.run([] { return 3; }, 20s));
    EXPECT_EQ(after, 3);
}

TEST(own_thread, MayOutliveTheLoopThatWaits) {
    std::promise<void> released;
    std::shared_future<void> end = released.get_future().share();
    auto ended = std::make_shared<std::promise<void>>();
    std::future<void> gone = ended->get_future();
    {
        boost::asio::io_context loop;
        own_thread thread;
        auto hang = [end, ended] {
            end.wait();
            ended->set_value();
            return 1;
        };
        boost::asio::co_spawn(loop, thread.run(hang, 1h),
                              [](const std::exception_ptr&, std::optional<int>) {});
        loop.poll();
    }
    released.set_value();
    gone.wait();
}

} // namespace
} // namespace balanced
