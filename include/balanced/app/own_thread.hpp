#pragma once
#include <balanced/core/time.hpp>
#include <balanced/os/quiet_thread.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <type_traits>
#include <utility>

// The way to the disk, which may be dead: what reads a file runs on a thread of its own, and is waited for no
// longer than one wants to.

namespace balanced {

/// Belongs to the event loop. One piece of work at a time.
class own_thread {
public:
    /// What `work` returns; absent where it takes longer than `patience`, where what was begun before still
    /// hangs, and where there can be no further thread. `work` may outlive everything that it does not own,
    /// and must not throw. Cancellation does not reach it.
    template <typename Work>
    boost::asio::awaitable<std::optional<std::invoke_result_t<Work&>>> run(Work work, duration patience);

private:
    /// Between the two threads.
    template <typename Result>
    struct call {
        std::mutex mutex;
        boost::asio::steady_timer* waiting = nullptr; ///< none once nobody waits
        std::optional<Result> result;
    };

    /// However the coroutine ends, nothing comes back to it then.
    template <typename Result>
    class waiting_caller {
    public:
        explicit waiting_caller(std::shared_ptr<call<Result>> made)
            : call_(std::move(made)) {}
        ~waiting_caller() {
            const std::lock_guard lock(call_->mutex);
            call_->waiting = nullptr;
        }
        waiting_caller(const waiting_caller&) = delete;
        waiting_caller& operator=(const waiting_caller&) = delete;

    private:
        std::shared_ptr<call<Result>> call_;
    };

    template <typename Result>
    static void come_back(const std::shared_ptr<call<Result>>& made, Result result) {
        const std::lock_guard lock(made->mutex);
        made->result.emplace(std::move(result));
        if (made->waiting == nullptr)
            return;
        boost::asio::post(made->waiting->get_executor(), [made] {
            const std::lock_guard again(made->mutex);
            if (made->waiting != nullptr)
                made->waiting->cancel();
        });
    }

    std::weak_ptr<void> last_; ///< lives as long as the last piece of work
};

template <typename Work>
boost::asio::awaitable<std::optional<std::invoke_result_t<Work&>>> own_thread::run(Work work,
                                                                                   duration patience) {
    using result = std::invoke_result_t<Work&>;
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, patience);
    auto made = std::make_shared<call<result>>();
    made->waiting = &timer;
    const waiting_caller<result> caller(made);
    if (!last_.expired())
        co_return std::nullopt;
    auto owned = std::make_shared<Work>(std::move(work));
    last_ = owned;
    auto whole = [made, owned = std::move(owned)]() mutable {
        result got = (*owned)();
        owned.reset();
        come_back(made, std::move(got));
    };
    try {
        quiet_thread(std::move(whole)).detach();
    } catch (const std::system_error&) {
        co_return std::nullopt;
    }
    constexpr auto uncancelled = boost::asio::cancellation_slot();
    co_await timer.async_wait(
        boost::asio::bind_cancellation_slot(uncancelled, boost::asio::as_tuple(boost::asio::use_awaitable)));
    const std::lock_guard lock(made->mutex);
    co_return std::move(made->result);
}

} // namespace balanced
