#include "support/connect_proxy.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <exception>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

namespace asio = boost::asio;
using boost::asio::ip::tcp;
using boost::system::error_code;

namespace balanced::testing {

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

void rethrow(const std::exception_ptr& error) {
    if (error)
        std::rethrow_exception(error);
}

/// The port behind the first colon of `CONNECT host:port HTTP/1.1`; 0 where there is none.
std::uint16_t port_asked_for(const std::string& head) {
    const std::string target = head.substr(0, head.find(" HTTP/"));
    const auto colon = target.rfind(':');
    return colon == std::string::npos ? std::uint16_t{}
                                      : static_cast<std::uint16_t>(std::stoul(target.substr(colon + 1)));
}

} // namespace

proxy_behaviour refusing(unsigned status) {
    return saying("HTTP/1.1 " + std::to_string(status) +
                  " secret of the proxy\r\nContent-Length: 6\r\n\r\nsecret");
}

proxy_behaviour saying(std::string bytes) {
    proxy_behaviour made;
    made.answer = {std::move(bytes)};
    made.then = proxy_behaviour::ending::close;
    return made;
}

struct connect_proxy::implementation {
    implementation();
    ~implementation();

    asio::awaitable<void> accept();
    asio::awaitable<void> serve(tcp::socket client);
    asio::awaitable<bool> read_head(tcp::socket& client, std::string& head);
    asio::awaitable<void> tunnel(tcp::socket& client, std::uint16_t port);
    asio::awaitable<void> relay(tcp::socket& from, tcp::socket& to, bool recorded);

    /// On the proxy's thread, and not before it is done.
    template <class Function>
    void run(Function function) {
        asio::dispatch(context, asio::use_future(std::move(function))).get();
    }

    mutable std::mutex mutex{};
    proxy_behaviour behaviour{};
    std::vector<std::string> heads{};
    std::string tunnelled{};
    std::size_t connections = 0;

    // What the proxy's thread alone knows.
    std::set<tcp::socket*> sockets{};
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
    tcp::acceptor acceptor{context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
    const std::uint16_t port = acceptor.local_endpoint().port();
    std::thread thread{};
};

connect_proxy::implementation::implementation() {
    asio::co_spawn(context, accept(), rethrow);
    thread = std::thread([this] { context.run(); });
}

connect_proxy::implementation::~implementation() {
    context.stop();
    thread.join();
}

asio::awaitable<void> connect_proxy::implementation::accept() {
    while (acceptor.is_open()) {
        auto [error, socket] = co_await acceptor.async_accept(as_result);
        if (error)
            continue;
        const std::lock_guard lock(mutex);
        ++connections;
        asio::co_spawn(context, serve(std::move(socket)), rethrow);
    }
}

asio::awaitable<bool> connect_proxy::implementation::read_head(tcp::socket& client, std::string& head) {
    bool open = true;
    while (open && head.find("\r\n\r\n") == std::string::npos) {
        std::array<char, 4096> piece{};
        const auto [error, bytes] = co_await client.async_read_some(asio::buffer(piece), as_result);
        head.append(piece.data(), bytes);
        open = !error;
    }
    co_return open;
}

asio::awaitable<void> connect_proxy::implementation::serve(tcp::socket client) {
    error_code ignored;
    client.set_option(tcp::no_delay(true), ignored);
    sockets.insert(&client);
    const auto forget = [this](tcp::socket* gone) { sockets.erase(gone); };
    const std::unique_ptr<tcp::socket, decltype(forget)> known(&client, forget);

    std::string head;
    const bool asked = co_await read_head(client, head);
    if (!asked)
        co_return;
    proxy_behaviour doing;
    {
        const std::lock_guard lock(mutex);
        doing = behaviour;
        heads.push_back(head);
    }
    if (!doing.credentials.empty() &&
        head.find("\r\nProxy-Authorization: Basic " + doing.credentials + "\r\n") == std::string::npos)
        doing = refusing(407);
    for (const std::string& piece : doing.answer) {
        const asio::const_buffer bytes = asio::buffer(piece);
        co_await asio::async_write(client, bytes, as_result);
    }
    if (doing.then == proxy_behaviour::ending::tunnel)
        co_await tunnel(client, port_asked_for(head));
    if (doing.then == proxy_behaviour::ending::hang)
        co_await client.async_wait(tcp::socket::wait_error, as_result);
}

asio::awaitable<void> connect_proxy::implementation::tunnel(tcp::socket& client, std::uint16_t port_there) {
    using namespace asio::experimental::awaitable_operators;
    tcp::socket server(context);
    const tcp::endpoint there(asio::ip::address_v4::loopback(), port_there);
    const auto [error] = co_await server.async_connect(there, as_result);
    if (error)
        co_return;
    error_code ignored;
    server.set_option(tcp::no_delay(true), ignored);
    sockets.insert(&server);
    co_await (relay(client, server, true) || relay(server, client, false));
    sockets.erase(&server);
}

asio::awaitable<void> connect_proxy::implementation::relay(tcp::socket& from, tcp::socket& to,
                                                           bool recorded) {
    std::array<char, 16384> piece{};
    bool open = true;
    while (open) {
        const auto [error, count] = co_await from.async_read_some(asio::buffer(piece), as_result);
        if (recorded) {
            const std::lock_guard lock(mutex);
            tunnelled.append(piece.data(), count);
        }
        const asio::const_buffer bytes = asio::buffer(piece.data(), count);
        const auto [failed, sent] = co_await asio::async_write(to, bytes, as_result);
        open = !error && !failed;
    }
}

connect_proxy::connect_proxy()
    : self_(new implementation) {}

connect_proxy::~connect_proxy() = default;

std::uint16_t connect_proxy::port() const {
    return self_->port;
}

void connect_proxy::behave(proxy_behaviour behaviour) {
    const std::lock_guard lock(self_->mutex);
    self_->behaviour = std::move(behaviour);
}

std::vector<std::string> connect_proxy::heads() const {
    const std::lock_guard lock(self_->mutex);
    return self_->heads;
}

std::string connect_proxy::tunnelled() const {
    const std::lock_guard lock(self_->mutex);
    return self_->tunnelled;
}

std::size_t connect_proxy::connection_count() const {
    const std::lock_guard lock(self_->mutex);
    return self_->connections;
}

void connect_proxy::drop_connections() {
    self_->run([this] {
        error_code ignored;
        for (tcp::socket* socket : self_->sockets)
            socket->close(ignored);
    });
}

void connect_proxy::stop_listening() {
    self_->run([this] { self_->acceptor.close(); });
}

} // namespace balanced::testing
