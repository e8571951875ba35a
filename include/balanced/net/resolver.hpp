#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// Name resolution that a hanging DNS server cannot stall: getaddrinfo runs on a detached thread of its own
// for each name, at most one a name, and whoever waits for it may leave at any time. Nothing is remembered
// beyond that.

namespace balanced {

struct resolution {
    std::vector<boost::asio::ip::tcp::endpoint> endpoints{}; ///< in the system's order
    std::string fault{};    ///< why there are none ("Name or service not known", …)
    bool timed_out = false; ///< the deadline passed first
};

/// The addresses of a host, with port 0, or the fault. Called on a thread of its own and may block for long.
using lookup_function = std::function<resolution(const std::string& host)>;

/// Asks the system (getaddrinfo), leaving out the address families that this host does not have.
resolution system_lookup(const std::string& host);

/// Belongs to the one thread that runs `executor`, and is destroyed before the executor's context; lookups
/// may be under way then, and whoever still waits for one waits until its deadline.
class resolver {
public:
    explicit resolver(boost::asio::any_io_executor executor, lookup_function lookup = system_lookup);
    ~resolver();
    resolver(const resolver&) = delete;
    resolver& operator=(const resolver&) = delete;

    /// The addresses of `host`; an IP address is its own, at once. Ends at `deadline`, also where the lookup
    /// does not. Cancellation ends it early with an exception of operation_aborted.
    boost::asio::awaitable<resolution> resolve(std::string host, std::uint16_t port,
                                               std::chrono::steady_clock::time_point deadline);

private:
    struct shared_state;
    std::shared_ptr<shared_state> state_;
};

} // namespace balanced
