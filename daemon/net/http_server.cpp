#include <balanced/net/http_server.hpp>
#include <balanced/net/http_session.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <netinet/in.h>
#include <sys/socket.h>

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
    listener(tcp::acceptor open_acceptor, tls_source source)
        : acceptor(std::move(open_acceptor))
        , tls(std::move(source))
        , pause(acceptor.get_executor()) {}

    tcp::acceptor acceptor;
    tls_source tls;
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

/// -1 where the descriptor is no socket.
int socket_option(int descriptor, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    return ::getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
}

/// Of a socket that listens. Throws where it is none.
tcp protocol_of(int descriptor) {
    const int family = socket_option(descriptor, SO_DOMAIN);
    const bool listens = socket_option(descriptor, SO_PROTOCOL) == IPPROTO_TCP &&
                         socket_option(descriptor, SO_ACCEPTCONN) == 1;
    if (!listens || (family != AF_INET && family != AF_INET6))
        throw boost::system::system_error(asio::error::address_family_not_supported,
                                          "not a listening TCP socket");
    return family == AF_INET ? tcp::v4() : tcp::v6();
}

} // namespace

struct http_server::implementation {
    implementation(asio::any_io_executor where, http_service what)
        : executor(std::move(where))
        , service(std::make_shared<const http_service>(std::move(what))) {}

    void serve(tcp::socket socket, const tls_source& tls) {
        if (connections->size() >= service->limits.connections && !connections->evict())
            return;
        const auto connection =
            std::make_shared<http_connection>(std::move(socket), connections, tls ? tls() : nullptr);
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
                self->serve(std::move(socket), from.tls);
                continue;
            }
            // The connection that has waited longest may hold the descriptor that is missing.
            if (error == asio::error::no_descriptors)
                self->connections->evict();
            from.pause.expires_after(pause_after_failure);
            co_await from.pause.async_wait(as_result);
        }
    }

    static tcp::endpoint add(const std::shared_ptr<implementation>& self, tcp::acceptor acceptor,
                             tls_source tls) {
        listener& added = self->listeners.emplace_back(std::move(acceptor), std::move(tls));
        // Without its listener the server is none: what ends that must end the program too.
        const auto ended = [](const std::exception_ptr& fault) {
            if (fault)
                std::rethrow_exception(fault);
        };
        asio::co_spawn(self->executor, accept(self, added), ended);
        return added.acceptor.local_endpoint();
    }

    asio::any_io_executor executor;
    std::shared_ptr<const http_service> service;
    std::shared_ptr<connection_table> connections = std::make_shared<connection_table>();
    std::list<listener> listeners{};
};

http_server::http_server(asio::any_io_executor executor, http_handler handler, http_surroundings surroundings,
                         http_limits limits) {
    http_service service{std::move(handler), std::move(surroundings), limits};
    self_ = std::make_shared<implementation>(std::move(executor), std::move(service));
}

http_server::~http_server() {
    stop();
}

tcp::endpoint http_server::listen(const tcp::endpoint& address, tls_source tls) {
    tcp::acceptor acceptor(self_->executor);
    open(acceptor, address);
    return implementation::add(self_, std::move(acceptor), std::move(tls));
}

tcp::endpoint http_server::adopt(int descriptor, tls_source tls) {
    tcp::acceptor acceptor(self_->executor);
    acceptor.assign(protocol_of(descriptor), descriptor);
    return implementation::add(self_, std::move(acceptor), std::move(tls));
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
