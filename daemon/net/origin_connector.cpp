#include <balanced/format/url_host.hpp>
#include <balanced/net/exchange_failure.hpp>
#include <balanced/net/origin_connector.hpp>
#include <balanced/net/proxy.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::asio::ip::tcp;

namespace balanced {

namespace {

using steady_time = std::chrono::steady_clock::time_point;

constexpr std::size_t piece_size = 4096;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// When the next of `attempts` must end so that each of them has the same share of the time left. The timer
/// knows what time it is.
steady_time share_until(const asio::any_io_executor& executor, steady_time deadline, std::size_t attempts) {
    const asio::steady_timer timer(executor, std::chrono::seconds(0));
    const auto left = deadline - timer.expiry();
    return deadline - left + left / static_cast<steady_time::rep>(attempts);
}

/// Asks the proxy at the other end of `stream` for a tunnel, until the stream's deadline.
asio::awaitable<std::optional<poll_failure>> open_tunnel(beast::tcp_stream& stream, const proxy_server& proxy,
                                                         const origin_url& target, const std::string& peer) {
    const std::string request = connect_request(proxy, target);
    const auto [write_error, written] = co_await asio::async_write(stream, asio::buffer(request), as_result);
    throw_if_aborted(write_error);
    exchange_error ended;
    ended.code = write_error;
    ended.phase = exchange_phase::waiting;
    ended.peer = peer;
    proxy_answer answer;
    std::vector<char> piece(piece_size);
    // Where a proxy closed early, an answer that says why may be here all the same.
    bool more = write_error != beast::error::timeout;
    while (more) {
        const auto [error, bytes] = co_await stream.async_read_some(asio::buffer(piece), as_result);
        throw_if_aborted(error);
        ended.code = error;
        if (bytes > 0)
            ended.phase = exchange_phase::reading;
        more = answer.write({piece.data(), bytes}) && !error;
    }
    std::optional<poll_failure> failure;
    if (ended.code)
        failure = to_failure(ended);
    else
        failure = answer.failure(proxy);
    co_return failure;
}

} // namespace

origin_connector::origin_connector(const account_settings& settings, resolver& names)
    : settings_(settings)
    , names_(names) {}

asio::awaitable<std::optional<poll_failure>>
origin_connector::connect(std::optional<beast::tcp_stream>& connected, steady_time deadline) {
    const origin_url& url = settings_.base_url;
    if (!settings_.proxy)
        co_return co_await reach(connected, url.host, url.port, deadline);
    const proxy_server& proxy = *settings_.proxy;
    auto failure = co_await reach(connected, proxy.host, proxy.port, deadline);
    if (!failure)
        failure = co_await open_tunnel(*connected, proxy, url, peer_);
    if (failure)
        failure = proxy_failure(proxy, std::move(*failure));
    peer_ = host_and_port(url.host, url.port) + " through the proxy " + host_and_port(proxy.host, proxy.port);
    co_return failure;
}

asio::awaitable<std::optional<poll_failure>>
origin_connector::reach(std::optional<beast::tcp_stream>& connected, std::string host, std::uint16_t port,
                        steady_time deadline) {
    const auto found = co_await names_.resolve(host, port, deadline);
    std::optional<poll_failure> failure = lookup_failure(host, found.fault);
    if (found.timed_out)
        failure = lookup_timeout(host);
    const auto executor = co_await asio::this_coro::executor;
    for (std::size_t at = 0; at < found.endpoints.size() && failure; ++at) {
        const tcp::endpoint& endpoint = found.endpoints[at];
        connected.emplace(executor);
        connected->expires_at(share_until(executor, deadline, found.endpoints.size() - at));
        const auto [error] = co_await connected->async_connect(endpoint, as_result);
        throw_if_aborted(error);
        peer_ = host_and_port(endpoint.address().to_string(), endpoint.port());
        const exchange_error what{error, exchange_phase::connecting, peer_};
        failure.reset();
        if (error)
            failure = to_failure(what);
    }
    if (failure)
        co_return failure;
    ++opened_;
    boost::system::error_code ignored;
    connected->socket().set_option(tcp::no_delay(true), ignored);
    connected->socket().set_option(asio::socket_base::keep_alive(true), ignored);
    connected->expires_at(deadline);
    co_return std::nullopt;
}

} // namespace balanced
