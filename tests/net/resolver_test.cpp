#include "support/run_coroutine.hpp"
#include <balanced/net/resolver.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>
#include <set>

namespace asio = boost::asio;
using balanced::resolution;
using balanced::testing::run_coroutine;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""h;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace {

asio::ip::tcp::endpoint endpoint(const std::string& address, std::uint16_t port) {
    return {asio::ip::make_address(address), port};
}

std::chrono::steady_clock::time_point in(std::chrono::steady_clock::duration span) {
    return std::chrono::steady_clock::now() + span;
}

/// A name service whose answers to the names of `hanging` come when the test lets them. What its threads use
/// outlives them, as the resolver's own state does.
class name_service {
public:
    name_service() = default;
    ~name_service() {
        release();
        std::unique_lock lock(state_->mutex);
        state_->changed.wait(lock, [this] { return state_->running == 0; });
    }
    name_service(const name_service&) = delete;
    name_service& operator=(const name_service&) = delete;

    void hang(const std::string& host) { state_->hanging.insert(host); }

    balanced::lookup_function function() {
        return [state = state_](const std::string& host) { return state->look_up(host); };
    }

    void release() {
        const std::lock_guard lock(state_->mutex);
        state_->hanging.clear();
        state_->changed.notify_all();
    }

    void wait_for_lookups(std::size_t count) {
        std::unique_lock lock(state_->mutex);
        state_->changed.wait(lock, [&] { return state_->asked.size() >= count; });
    }

    std::vector<std::string> asked() const {
        const std::lock_guard lock(state_->mutex);
        return state_->asked;
    }

private:
    struct shared {
        std::mutex mutex;
        std::condition_variable changed;
        std::set<std::string> hanging;
        std::vector<std::string> asked;
        int running = 0;

        resolution look_up(const std::string& host) {
            std::unique_lock lock(mutex);
            asked.push_back(host);
            ++running;
            changed.notify_all();
            changed.wait(lock, [&] { return !hanging.contains(host); });
            --running;
            changed.notify_all();
            resolution found;
            found.endpoints = {endpoint("192.0.2.1", 0), endpoint("2001:db8::1", 0)};
            return found;
        }
    };
    std::shared_ptr<shared> state_ = std::make_shared<shared>();
};

TEST(resolver, GivesEveryAddressTheAskedPort) {
    asio::io_context context;
    name_service service;
    balanced::resolver names(context.get_executor(), service.function());
    const auto found = run_coroutine(context, names.resolve("api.example", 443, in(1h)));
    EXPECT_THAT(found.endpoints, ElementsAre(endpoint("192.0.2.1", 443), endpoint("2001:db8::1", 443)));
    EXPECT_EQ(found.fault, "");
    EXPECT_FALSE(found.timed_out);
}

TEST(resolver, TakesAddressesAsTheyAreWithoutALookup) {
    asio::io_context context;
    name_service service;
    balanced::resolver names(context.get_executor(), service.function());
    EXPECT_THAT(run_coroutine(context, names.resolve("127.0.0.1", 80, in(1h))).endpoints,
                ElementsAre(endpoint("127.0.0.1", 80)));
    EXPECT_THAT(run_coroutine(context, names.resolve("::1", 80, in(1h))).endpoints,
                ElementsAre(endpoint("::1", 80)));
    EXPECT_THAT(service.asked(), IsEmpty());
}

TEST(resolver, AsksForWhatOnlyLooksLikeAnAddress) {
    asio::io_context context;
    name_service service;
    balanced::resolver names(context.get_executor(), service.function());
    run_coroutine(context, names.resolve("127.0.0.1.example", 80, in(1h)));
    run_coroutine(context, names.resolve("[::1]", 80, in(1h)));
    EXPECT_THAT(service.asked(), ElementsAre("127.0.0.1.example", "[::1]"));
}

TEST(resolver, PassesTheFaultOn) {
    asio::io_context context;
    balanced::resolver names(context.get_executor(), [](const std::string&) {
        resolution none;
        none.fault = "Name or service not known";
        return none;
    });
    const auto found = run_coroutine(context, names.resolve("api.example", 443, in(1h)));
    EXPECT_THAT(found.endpoints, IsEmpty());
    EXPECT_EQ(found.fault, "Name or service not known");
    EXPECT_FALSE(found.timed_out);
}

TEST(resolver, EndsAtTheDeadlineThoughTheLookupDoesNot) {
    asio::io_context context;
    name_service service;
    service.hang("api.example");
    balanced::resolver names(context.get_executor(), service.function());
    const auto found = run_coroutine(context, names.resolve("api.example", 443, in(20ms)));
    EXPECT_TRUE(found.timed_out);
    EXPECT_THAT(found.endpoints, IsEmpty());
}

TEST(resolver, ANameThatHangsHoldsUpNoOther) {
    asio::io_context context;
    name_service service;
    service.hang("slow.example");
    balanced::resolver names(context.get_executor(), service.function());
    asio::co_spawn(context, names.resolve("slow.example", 443, in(1h)), asio::detached);
    const auto found = run_coroutine(context, names.resolve("quick.example", 443, in(1h)));
    EXPECT_FALSE(found.endpoints.empty());
}

TEST(resolver, LooksANameUpOnceHoweverManyWait) {
    asio::io_context context;
    name_service service;
    service.hang("api.example");
    balanced::resolver names(context.get_executor(), service.function());
    std::vector<std::uint16_t> ports;
    const auto note = [&](std::exception_ptr, resolution found) {
        ports.push_back(found.endpoints.at(0).port());
    };
    asio::co_spawn(context, names.resolve("api.example", 1, in(1h)), note);
    asio::co_spawn(context, names.resolve("api.example", 2, in(1h)), note);
    EXPECT_TRUE(run_coroutine(context, names.resolve("api.example", 3, in(1ms))).timed_out);
    service.release();
    context.run();
    EXPECT_THAT(ports, UnorderedElementsAre(1, 2));
    EXPECT_THAT(service.asked(), ElementsAre("api.example"));
}

TEST(resolver, JoinsTheLookupThatAnEarlierCallGaveUpWaitingFor) {
    asio::io_context context;
    name_service service;
    service.hang("api.example");
    balanced::resolver names(context.get_executor(), service.function());
    EXPECT_TRUE(run_coroutine(context, names.resolve("api.example", 443, in(1ms))).timed_out);
    asio::post(context, [&] { service.release(); });
    EXPECT_FALSE(run_coroutine(context, names.resolve("api.example", 443, in(1h))).timed_out);
    EXPECT_THAT(service.asked(), ElementsAre("api.example"));
}

TEST(resolver, RemembersNothing) {
    asio::io_context context;
    name_service service;
    balanced::resolver names(context.get_executor(), service.function());
    run_coroutine(context, names.resolve("api.example", 443, in(1h)));
    run_coroutine(context, names.resolve("api.example", 443, in(1h)));
    EXPECT_THAT(service.asked(), ElementsAre("api.example", "api.example"));
}

TEST(resolver, EndsWithAnExceptionWhenCancelled) {
    asio::io_context context;
    name_service service;
    service.hang("api.example");
    balanced::resolver names(context.get_executor(), service.function());
    asio::cancellation_signal stop;
    std::exception_ptr thrown;
    const auto note = [&](std::exception_ptr error, const resolution&) { thrown = error; };
    asio::co_spawn(context, names.resolve("api.example", 443, in(1h)),
                   asio::bind_cancellation_slot(stop.slot(), note));
    asio::post(context, [&] { stop.emit(asio::cancellation_type::terminal); });
    context.run();
    try {
        ASSERT_TRUE(thrown);
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& error) {
        EXPECT_EQ(error.code(), asio::error::operation_aborted);
    }
}

TEST(resolver, CanBeDestroyedWithItsContextWhileALookupHangs) {
    name_service service;
    service.hang("api.example");
    {
        asio::io_context context;
        balanced::resolver names(context.get_executor(), service.function());
        asio::co_spawn(context, names.resolve("api.example", 443, in(1h)), asio::detached);
        context.poll();
        service.wait_for_lookups(1);
    }
    service.release(); // the thread now finds nobody to tell
    EXPECT_THAT(service.asked(), ElementsAre("api.example"));
}

TEST(resolver, LeavesThoseWhoWaitToTheirDeadlineWhenItIsDestroyed) {
    asio::io_context context;
    name_service service;
    service.hang("api.example");
    auto names = std::make_unique<balanced::resolver>(context.get_executor(), service.function());
    bool timed_out = false;
    const auto note = [&](std::exception_ptr, const resolution& found) { timed_out = found.timed_out; };
    asio::co_spawn(context, names->resolve("api.example", 443, in(20ms)), note);
    context.poll();
    service.wait_for_lookups(1);
    names.reset();
    service.release();
    context.run();
    EXPECT_TRUE(timed_out);
}

TEST(system_lookup, FindsLocalhost) {
    const auto found = balanced::system_lookup("localhost");
    EXPECT_EQ(found.fault, "");
    ASSERT_FALSE(found.endpoints.empty());
    for (const auto& each : found.endpoints)
        EXPECT_TRUE(each.address().is_loopback()) << each;
}

TEST(system_lookup, SaysWhyThereIsNoAddress) {
    // A label of more than 63 characters is refused without asking anyone (RFC 1035 §2.3.4).
    const auto found = balanced::system_lookup(std::string(300, 'x') + ".invalid");
    EXPECT_THAT(found.endpoints, IsEmpty());
    EXPECT_NE(found.fault, "");
}

} // namespace
