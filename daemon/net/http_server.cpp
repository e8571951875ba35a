#include <balanced/net/http_server.hpp>
#include <balanced/net/http_session.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>

#include <exception>
#include <list>
#include <utility>

namespace balanced {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto as_result = asio::as_tuple(asio::deferred);

// Without it, a process that is out of descriptors tries without an end.
constexpr auto pause_after_failure = std::chrono::milliseconds(100);

struct listener {
    explicit listener(tcp::acceptor open_acceptor)
        : acceptor(std::move(open_acceptor))
        , pause(acceptor.get_executor()) {}

    tcp::acceptor acceptor;
    asio::steady_timer pause;
};

void open(tcp::acceptor& acceptor, const tcp::endpoint& address) {
    acceptor.open(address.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    if (address.address().is_v6())
        acceptor.set_option(asio::ip::v6_only(false));
    acceptor.bind(address);
    acceptor.listen(asio::socket_base::max_listen_connections);
}

} // namespace

struct http_server::implementation {
    implementation(asio::any_io_executor where, http_service what)
        : executor(std::move(where))
        , service(std::make_shared<const http_service>(std::move(what))) {}

    void serve(tcp::socket socket) {
        if (connections->size() >= service->limits.connections && !connections->evict())
            return;
        const auto connection = std::make_shared<http_connection>(std::move(socket), connections);
        // It holds the connection until the coroutine is gone, whose cancellation is a part of it.
        auto close = [connection](const std::exception_ptr&) { connection->close(); };
        asio::co_spawn(executor, serve_http(service, connection),
                       asio::bind_cancellation_slot(connection->cancellation(), std::move(close)));
    }

    static asio::awaitable<void> accept(std::shared_ptr<implementation> self, listener& from) {
        for (;;) {
            auto [error, socket] = co_await from.acceptor.async_accept(as_result);
            if (!from.acceptor.is_open())
                co_return;
            if (!error) {
                self->serve(std::move(socket));
                continue;
            }
            // The connection that has waited longest may hold the descriptor that is missing.
            if (error == asio::error::no_descriptors)
                self->connections->evict();
            from.pause.expires_after(pause_after_failure);
            co_await from.pause.async_wait(as_result);
        }
    }

    asio::any_io_executor executor;
    std::shared_ptr<const http_service> service;
    std::shared_ptr<connection_table> connections = std::make_shared<connection_table>();
    std::list<listener> listeners{};
};

http_server::http_server(asio::any_io_executor executor, http_handler handler, refusal_observer refused,
                         http_limits limits) {
    http_service service{std::move(handler), std::move(refused), limits};
    self_ = std::make_shared<implementation>(std::move(executor), std::move(service));
}

http_server::~http_server() {
    stop();
}

tcp::endpoint http_server::listen(const tcp::endpoint& address) {
    tcp::acceptor acceptor(self_->executor);
    open(acceptor, address);
    listener& added = self_->listeners.emplace_back(std::move(acceptor));
    // Without its listener the server is none: what ends that must end the program too.
    const auto ended = [](const std::exception_ptr& fault) {
        if (fault)
            std::rethrow_exception(fault);
    };
    asio::co_spawn(self_->executor, implementation::accept(self_, added), ended);
    return added.acceptor.local_endpoint();
}

void http_server::stop() {
    for (listener& each : self_->listeners) {
        boost::system::error_code ignored;
        each.acceptor.close(ignored);
        each.pause.cancel();
    }
    self_->connections->close_all();
}

} // namespace balanced
