#include "simulator/wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <utility>

namespace balanced::simulator {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

} // namespace

wire::wire(tcp::socket socket, asio::ssl::context* tls)
    : socket_(std::move(socket)) {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    if (tls != nullptr)
        tls_.emplace(socket_, *tls);
}

asio::awaitable<bool> wire::open() {
    if (!tls_)
        co_return true;
    const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::server, as_result);
    co_return !error;
}

asio::awaitable<bool> wire::receive() {
    std::array<char, 4096> piece{};
    const asio::mutable_buffer buffer = asio::buffer(piece);
    error_code failed;
    std::size_t count = 0;
    if (tls_) {
        const auto [error, bytes] = co_await tls_->async_read_some(buffer, as_result);
        failed = error;
        count = bytes;
    } else {
        const auto [error, bytes] = co_await socket_.async_read_some(buffer, as_result);
        failed = error;
        count = bytes;
    }
    input.append(piece.data(), count);
    co_return !failed;
}

asio::awaitable<bool> wire::send(std::string_view bytes) {
    const asio::const_buffer buffer = asio::buffer(bytes);
    if (tls_) {
        const auto [error, count] = co_await asio::async_write(*tls_, buffer, as_result);
        co_return !error;
    }
    const auto [error, count] = co_await asio::async_write(socket_, buffer, as_result);
    co_return !error;
}

asio::awaitable<void> wire::close() {
    if (tls_) {
        // Without it, the shutdown waits until the peer has closed too.
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_receive, ignored);
        co_await tls_->async_shutdown(as_result);
    }
    drop();
}

void wire::drop() {
    error_code ignored;
    socket_.close(ignored);
}

void wire::reset() {
    error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    drop();
}

} // namespace balanced::simulator
