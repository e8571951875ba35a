#pragma once
#include <balanced/net/http_server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// An HTTP server on a thread of its own, and handlers for it.

namespace balanced::testing {

/// Sun, 06 Nov 1994 08:49:37 GMT
inline constexpr time_point time_of_all_answers{std::chrono::seconds(784111777)};

inline const boost::asio::ip::tcp::endpoint any_port_of_loopback{boost::asio::ip::address_v4::loopback(), 0};

/// Answers with what it was asked; `/throw` throws.
inline boost::asio::awaitable<http_response> echo(http_request request) {
    if (request.path == "/throw")
        throw std::runtime_error("a secret of the inside");
    std::string text = request.method + " " + request.path;
    if (!request.query.empty())
        text += "?" + request.query;
    co_return text_response(200, text);
}

/// A server on a thread of its own.
struct running_server {
    /// Listens, but serves nobody before `run`.
    struct held {};

    explicit running_server(http_limits limits = {}, http_handler handler = echo, tls_source tls = {})
        : running_server(held(), limits, std::move(handler), std::move(tls)) {
        run();
    }

    running_server(held, http_limits limits, http_handler handler = echo, tls_source tls = {})
        : server(context.get_executor(), std::move(handler), surroundings(), limits)
        , endpoint(server.listen(any_port_of_loopback, std::move(tls))) {}

    // NOLINTNEXTLINE(bugprone-exception-escape): a test that cannot end its thread has to die.
    ~running_server() { stop(); }
    running_server(const running_server&) = delete;
    running_server& operator=(const running_server&) = delete;

    void run() {
        thread = std::thread([this] { context.run(); });
    }

    /// Returns once every coroutine has ended.
    void stop() {
        boost::asio::post(context, [this] { server.stop(); });
        if (thread.joinable())
            thread.join();
    }

    http_surroundings surroundings() {
        http_surroundings made;
        made.now = [] { return time_of_all_answers; };
        made.refused = [this](unsigned status) { refusals.push_back(status); };
        made.failed = [this](const std::string& what) { failures.push_back(what); };
        return made;
    }

    boost::asio::io_context context{1};
    std::vector<unsigned> refusals{};    ///< to be read after the stop
    std::vector<std::string> failures{}; ///< likewise
    http_server server;
    boost::asio::ip::tcp::endpoint endpoint;
    std::thread thread{};
};

inline std::string request_for(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: probe\r\n\r\n";
}

/// An endless page; whoever lets go of its last copy is heard.
struct large_page {
    large_page() {
        owner = {this, [this](const void*) { released.set_value(); }};
    }

    http_handler handler() {
        return [this](http_request request) -> boost::asio::awaitable<http_response> {
            if (request.path != "/large")
                co_return text_response(200, "small");
            http_response response;
            response.body.assign(64, megabyte);
            response.owners.push_back(std::exchange(owner, nullptr));
            co_return response;
        };
    }

    std::string megabyte = std::string(1 << 20, 'x');
    std::promise<void> released{};
    std::shared_ptr<const void> owner{};
};

// g++ 12 warns of every `"…" + std::to_string(…)` (GCC bug 105651).
inline std::string numbered(std::string text, int number) {
    return text.append(std::to_string(number));
}

} // namespace balanced::testing
