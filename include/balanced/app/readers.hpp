#pragma once
#include <balanced/app/worker.hpp>

#include <boost/asio/post.hpp>

#include <cstddef>
#include <memory>
#include <utility>

// The thread that renders what people and programs ask for. Anyone may ask, and tracking must not wait for
// them: so it is not the worker's.

namespace balanced {

/// Belongs to the loop's thread.
class readers {
public:
    readers() = default;
    ~readers() {
        thread_->stop();
        thread_->join();
    }
    readers(const readers&) = delete;
    readers& operator=(const readers&) = delete;

    /// Whether so many places are taken that the next one had better come again.
    bool busy() const { return places_.use_count() > most_at_once; }

    /// A place is held until the answer has been rendered.
    std::shared_ptr<const char> take_place() const { return places_; }

    /// Renders there and resumes where it was awaited.
    template <typename Work>
    boost::asio::awaitable<std::invoke_result_t<Work&>> run(Work work) {
        co_return co_await on_worker(*thread_, std::move(work));
    }

    /// A value that refers to a long list: whoever lets go of it last, the list is freed there.
    template <typename Value>
    std::shared_ptr<Value> keep(Value value) {
        auto free_there = [thread = thread_](Value* kept) {
            boost::asio::post(*thread, [owned = std::unique_ptr<Value>(kept)] {});
        };
        return {new Value(std::move(value)), std::move(free_there)};
    }

private:
    static constexpr long most_at_once = 32;

    std::shared_ptr<boost::asio::thread_pool> thread_ = std::make_shared<boost::asio::thread_pool>(1);
    std::shared_ptr<const char> places_ = std::make_shared<const char>(); ///< a copy for each that is held
};

} // namespace balanced
