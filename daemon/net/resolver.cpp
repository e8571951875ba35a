#include <balanced/net/resolver.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <netdb.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace asio = boost::asio;

namespace balanced {

namespace {

/// One name being looked up. Only the executor's thread touches it.
struct pending_lookup {
    std::vector<asio::steady_timer*>
        waiting; ///< each until its own deadline; cancelled when there is a result
    std::optional<resolution> result;
};

/// Keeps a timer in the list of those that wait, also where the waiting coroutine is destroyed.
class waiting_place {
public:
    waiting_place(std::shared_ptr<pending_lookup> lookup, asio::steady_timer& timer)
        : lookup_(std::move(lookup))
        , timer_(timer) {
        lookup_->waiting.push_back(&timer_);
    }
    ~waiting_place() { std::erase(lookup_->waiting, &timer_); }
    waiting_place(const waiting_place&) = delete;
    waiting_place& operator=(const waiting_place&) = delete;

private:
    std::shared_ptr<pending_lookup> lookup_;
    asio::steady_timer& timer_;
};

resolution with_port(resolution found, std::uint16_t port) {
    for (auto& endpoint : found.endpoints)
        endpoint.port(port);
    return found;
}

std::string describe(int error) {
    if (error == EAI_SYSTEM)
        return std::generic_category().message(errno);
    return gai_strerror(error);
}

} // namespace

resolution system_lookup(const std::string& host) {
    addrinfo hints{};
    hints.ai_flags = AI_ADDRCONFIG;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    resolution found;
    if (const int error = getaddrinfo(host.c_str(), nullptr, &hints, &list); error != 0) {
        found.fault = describe(error);
        return found;
    }
    for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        asio::ip::tcp::endpoint endpoint;
        if (entry->ai_addrlen > endpoint.capacity())
            continue;
        std::memcpy(endpoint.data(), entry->ai_addr, entry->ai_addrlen);
        endpoint.resize(entry->ai_addrlen);
        found.endpoints.push_back(endpoint);
    }
    freeaddrinfo(list);
    if (found.endpoints.empty())
        found.fault = "no address";
    return found;
}

/// What the threads share with the resolver, and outlive it with.
struct resolver::shared_state : std::enable_shared_from_this<shared_state> {
    lookup_function lookup;
    std::map<std::string, std::shared_ptr<pending_lookup>>
        pending; ///< touched by the executor's thread alone
    std::mutex mutex;
    std::optional<asio::any_io_executor> executor; ///< guarded; absent once the resolver is gone

    /// The lookup of `host` that is under way, or a new one.
    std::shared_ptr<pending_lookup> join(const std::string& host) {
        if (const auto found = pending.find(host); found != pending.end())
            return found->second;
        auto begun = std::make_shared<pending_lookup>();
        auto work = [self = shared_from_this(), host] { self->hand_over(host, self->lookup(host)); };
        try {
            std::thread(std::move(work)).detach();
            pending.emplace(host, begun);
        } catch (const std::system_error& error) {
            begun->result.emplace().fault = std::string("cannot start a thread: ") + error.what();
        }
        return begun;
    }

    /// On a lookup's thread: sends its result to the executor's, if that is still there.
    void hand_over(const std::string& host, resolution found) {
        auto deliver = [self = shared_from_this(), host, found = std::move(found)]() mutable {
            self->finish(host, std::move(found));
        };
        const std::lock_guard lock(mutex);
        if (executor)
            asio::post(*executor, std::move(deliver));
    }

    void finish(const std::string& host, resolution found) {
        const auto place = pending.find(host);
        const auto done = place->second;
        pending.erase(place);
        done->result = std::move(found);
        for (auto* timer : done->waiting)
            timer->cancel();
    }
};

resolver::resolver(asio::any_io_executor executor, lookup_function lookup)
    : state_(std::make_shared<shared_state>()) {
    state_->lookup = std::move(lookup);
    state_->executor = std::move(executor);
}

resolver::~resolver() {
    const std::lock_guard lock(state_->mutex);
    state_->executor.reset();
}

asio::awaitable<resolution> resolver::resolve(std::string host, std::uint16_t port,
                                              std::chrono::steady_clock::time_point deadline) {
    resolution found;
    boost::system::error_code not_an_address;
    if (const auto address = asio::ip::make_address(host, not_an_address); !not_an_address) {
        found.endpoints.emplace_back(address, port);
        co_return found;
    }
    const auto lookup = state_->join(host);
    if (!lookup->result) {
        asio::steady_timer timer(co_await asio::this_coro::executor, deadline);
        const waiting_place place(lookup, timer);
        const auto [ended] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!lookup->result && ended)
            throw boost::system::system_error(ended);
    }
    found.timed_out = !lookup->result;
    if (lookup->result)
        found = with_port(*lookup->result, port);
    co_return found;
}

} // namespace balanced
