#include <balanced/net/exchange_failure.hpp>
#include <balanced/net/https_client.hpp>
#include <balanced/net/origin_connector.hpp>
#include <balanced/net/tls.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include <utility>
#include <vector>

// The only unit of the client that includes Beast's readers: they take long to compile.

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;

namespace balanced {

namespace {

using plain_stream = beast::tcp_stream;
using tls_stream = ssl::stream<beast::tcp_stream>;
using response_parser = http::response_parser<http::buffer_body>;
using steady_time = std::chrono::steady_clock::time_point;

constexpr std::size_t piece_size = 16384;
constexpr std::uint32_t header_limit = 65536;
constexpr std::size_t buffer_limit = std::size_t{2} * header_limit;
constexpr unsigned interim_limit = 8;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// One request and its answer on one connection.
struct conversation {
    exchange_result result{};
    bool reusable = false;   ///< the answer is complete and the server keeps the connection
    bool unanswered = false; ///< it was closed before the first byte of an answer, or answered with a 408
};

/// After a 101 the connection no longer speaks HTTP.
bool is_interim(unsigned status) {
    return status >= 100 && status < 200 && status != 101;
}

/// Finishes the answer with what has been received already, so that the connection can be kept. Waiting for
/// more would hold up the outcome.
void take_what_is_here(response_parser& parser, beast::flat_buffer& buffer) {
    std::vector<char> ignored(piece_size);
    boost::system::error_code error;
    for (std::size_t taken = 1; taken > 0 && !parser.is_done() && !error;) {
        parser.get().body().data = ignored.data();
        parser.get().body().size = ignored.size();
        taken = parser.put(buffer.data(), error);
        buffer.consume(taken);
        if (error == http::error::need_buffer)
            error.clear();
    }
}

/// Reads a 200's body. Absent where it was read to its end or the sink wants no more.
template <class Stream>
asio::awaitable<std::optional<poll_failure>> read_body(Stream& stream, response_parser& parser,
                                                       beast::flat_buffer& buffer, const body_sink& sink,
                                                       std::uint64_t limit, const std::string& peer) {
    std::optional<poll_failure> failure;
    std::vector<char> piece(piece_size);
    std::uint64_t total = 0;
    if (const auto announced = parser.content_length(); announced && *announced > limit)
        failure = too_large_failure(limit);
    while (!failure && !parser.is_done()) {
        auto& body = parser.get().body();
        body.data = piece.data();
        body.size = piece.size();
        const auto [error, bytes] = co_await http::async_read(stream, buffer, parser, as_result);
        throw_if_aborted(error);
        const std::string_view received(piece.data(), piece.size() - body.size);
        total += received.size();
        if (error && error != http::error::need_buffer) {
            const exchange_error what{error, exchange_phase::reading, peer};
            failure = to_failure(what);
            failure->status = 200;
        } else if (total > limit) {
            failure = too_large_failure(limit);
        } else if (!received.empty() && !sink(received)) {
            break;
        }
    }
    co_return failure;
}

/// Reads the header of an answer into `parser`, skipping interim ones. The error it ends with, if any, and in
/// which phase.
template <class Stream>
asio::awaitable<exchange_error> read_header(Stream& stream, std::optional<response_parser>& parser,
                                            beast::flat_buffer& buffer) {
    exchange_error ended;
    ended.phase = exchange_phase::waiting;
    for (unsigned interim = 0; interim <= interim_limit; ++interim) {
        parser.emplace();
        parser->header_limit(header_limit);
        parser->body_limit(boost::none); // counted by read_body, and only where the body matters
        const auto [error, bytes] = co_await http::async_read_header(stream, buffer, *parser, as_result);
        throw_if_aborted(error);
        ended.code = error;
        if (parser->got_some())
            ended.phase = exchange_phase::reading;
        if (error || !is_interim(parser->get().result_int()))
            break;
    }
    co_return ended;
}

template <class Stream>
asio::awaitable<conversation> converse(Stream& stream, const std::string& request, const body_sink& sink,
                                       std::uint64_t body_limit, const std::string& peer) {
    conversation done;
    beast::flat_buffer buffer(buffer_limit);
    buffer.reserve(header_limit); // many times faster than letting it grow
    const auto [write_error, written] = co_await asio::async_write(stream, asio::buffer(request), as_result);
    throw_if_aborted(write_error);

    std::optional<response_parser> parser;
    exchange_error ended;
    ended.phase = exchange_phase::waiting;
    ended.code = write_error;
    // Where a server closed early, an answer or an alert that says why may be here all the same.
    if (write_error != beast::error::timeout)
        ended = co_await read_header(stream, parser, buffer);
    if (ended.code) {
        ended.peer = peer;
        done.result.failure = to_failure(ended);
        done.unanswered =
            ended.phase == exchange_phase::waiting && done.result.failure->reason != failure_reason::timeout;
        co_return done;
    }

    const unsigned status = parser->get().result_int();
    done.result.retry_after = std::string(parser->get()[http::field::retry_after]);
    done.unanswered = status == 408; // what some servers send when they close an idle connection
    if (status == 200) {
        done.result.failure = co_await read_body(stream, *parser, buffer, sink, body_limit, peer);
    } else {
        done.result.failure = status_failure(status);
        take_what_is_here(*parser, buffer);
    }
    done.reusable = parser->is_done() && parser->keep_alive() && buffer.size() == 0;
    co_return done;
}

} // namespace

struct https_client::implementation {
    const account_settings& settings;
    origin_connector connector;
    std::shared_ptr<ssl::context> tls;
    std::unique_ptr<plain_stream> plain{}; ///< the kept connection
    std::unique_ptr<tls_stream> secure{};  ///< likewise, where the URL is an https one

    asio::awaitable<std::optional<poll_failure>> open(std::unique_ptr<plain_stream>& stream,
                                                      steady_time deadline);
    asio::awaitable<std::optional<poll_failure>> open(std::unique_ptr<tls_stream>& stream,
                                                      steady_time deadline);
    template <class Stream>
    asio::awaitable<exchange_result> exchange(std::unique_ptr<Stream>& kept, const std::string& request,
                                              steady_time deadline, const body_sink& sink);
};

asio::awaitable<std::optional<poll_failure>>
https_client::implementation::open(std::unique_ptr<plain_stream>& stream, steady_time deadline) {
    std::optional<plain_stream> connected;
    auto failure = co_await connector.connect(connected, deadline);
    if (!failure)
        stream = std::make_unique<plain_stream>(std::move(*connected));
    co_return failure;
}

asio::awaitable<std::optional<poll_failure>>
https_client::implementation::open(std::unique_ptr<tls_stream>& stream, steady_time deadline) {
    std::optional<plain_stream> connected;
    auto failure = co_await connector.connect(connected, deadline);
    if (failure)
        co_return failure;
    stream = std::make_unique<tls_stream>(std::move(*connected), *tls);
    const auto name = certificate_name(settings.tls, settings.base_url.host);
    ask_for_name(stream->native_handle(), name);
    if (!settings.tls.insecure_skip_verify)
        stream->set_verify_callback(name_verification(name));
    const auto [error] = co_await stream->async_handshake(ssl::stream_base::client, as_result);
    throw_if_aborted(error);
    const exchange_error what{error, exchange_phase::handshake, connector.peer(),
                              SSL_get_verify_result(stream->native_handle())};
    if (error)
        failure = to_failure(what);
    co_return failure;
}

template <class Stream>
asio::awaitable<exchange_result>
https_client::implementation::exchange(std::unique_ptr<Stream>& kept, const std::string& request,
                                       steady_time deadline, const body_sink& sink) {
    // Held here meanwhile, so that whatever goes wrong drops it.
    std::unique_ptr<Stream> stream = std::move(kept);
    conversation done;
    done.unanswered = true;
    if (stream) {
        beast::get_lowest_layer(*stream).expires_at(deadline);
        done = co_await converse(*stream, request, sink, settings.body_size_limit, connector.peer());
    }
    if (done.unanswered) {
        stream.reset();
        done = conversation();
        done.result.failure = co_await open(stream, deadline);
        if (!done.result.failure)
            done = co_await converse(*stream, request, sink, settings.body_size_limit, connector.peer());
    }
    if (done.reusable) {
        beast::get_lowest_layer(*stream).expires_never();
        kept = std::move(stream);
    }
    co_return std::move(done.result);
}

https_client::https_client(const account_settings& settings, resolver& names,
                           std::shared_ptr<ssl::context> tls)
    : self_(new implementation{settings, {settings, names}, std::move(tls)}) {}

https_client::~https_client() = default;

asio::awaitable<exchange_result> https_client::exchange(std::string request, steady_time deadline,
                                                        body_sink sink) {
    if (self_->settings.base_url.tls)
        co_return co_await self_->exchange(self_->secure, request, deadline, sink);
    co_return co_await self_->exchange(self_->plain, request, deadline, sink);
}

std::uint64_t https_client::connections_opened() const {
    return self_->connector.opened();
}

} // namespace balanced
