#include <balanced/net/health_probe.hpp>
#include <balanced/net/resolver.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <charconv>
#include <optional>
#include <string_view>

namespace balanced {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;

constexpr std::size_t longest_status_line = 1024;
constexpr const char* no_http = "what answers does not speak HTTP/1.1";

std::string request_for(const health_target& target) {
    const bool v6 = target.host.find(':') != std::string::npos;
    return "GET " + target.path + " HTTP/1.1\r\nHost: " + (v6 ? "[" + target.host + "]" : target.host) + ":" +
           std::to_string(target.port) + "\r\nUser-Agent: edenai-balanced\r\nConnection: close\r\n\r\n";
}

/// The status of `HTTP/1.1 200 OK`, or 0.
unsigned status_of(std::string_view line) {
    constexpr std::string_view version = "HTTP/1.";
    constexpr std::size_t digits = 3;
    if (!line.starts_with(version) || line.size() < version.size() + 2 + digits)
        return 0;
    line.remove_prefix(version.size() + 2);
    unsigned status = 0;
    const auto [end, fault] = std::from_chars(line.data(), line.data() + digits, status);
    return fault == std::errc() && end == line.data() + digits ? status : 0;
}

template <typename Stream>
asio::awaitable<health_answer> converse(Stream& stream, const health_target& target) {
    const std::string request = request_for(target);
    co_await asio::async_write(stream, asio::buffer(request), asio::use_awaitable);
    std::string received;
    co_await asio::async_read_until(stream, asio::dynamic_buffer(received, longest_status_line), "\r\n",
                                    asio::use_awaitable);
    health_answer answer;
    answer.status = status_of(received);
    if (answer.status == 0)
        answer.fault = no_http;
    co_return answer;
}

/// Whatever certificate the daemon has, and however old its TLS is.
ssl::context make_context() {
    ssl::context context(ssl::context::tls_client);
    context.set_verify_mode(ssl::verify_none);
    SSL_CTX_set_security_level(context.native_handle(), 0);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_VERSION);
    return context;
}

asio::awaitable<health_answer> ask(const health_target& target, resolver& names,
                                   std::chrono::steady_clock::time_point deadline) {
    const resolution found = co_await names.resolve(target.host, target.port, deadline);
    health_answer failed;
    failed.fault = found.fault;
    if (found.endpoints.empty())
        co_return failed;
    tcp::socket socket(co_await asio::this_coro::executor);
    co_await asio::async_connect(socket, found.endpoints, asio::use_awaitable);
    if (!target.tls)
        co_return co_await converse(socket, target);
    ssl::context context = make_context();
    ssl::stream<tcp::socket&> stream(socket, context);
    co_await stream.async_handshake(ssl::stream_base::client, asio::use_awaitable);
    co_return co_await converse(stream, target);
}

std::string describe(const boost::system::error_code& code) {
    if (code.category() == asio::error::get_ssl_category()) {
        const char* reason = ERR_reason_error_string(static_cast<unsigned>(code.value()));
        if (reason != nullptr)
            return std::string("TLS: ") + reason;
    }
    if (code == asio::error::not_found) // the end of a line
        return no_http;
    return code == asio::error::eof ? "the connection was closed without an answer" : code.message();
}

health_answer failed_with(const std::exception_ptr& thrown) {
    health_answer answer;
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& error) {
        answer.fault = describe(error.code());
    }
    return answer;
}

} // namespace

health_answer ask_health(const health_target& target, std::chrono::steady_clock::time_point deadline) {
    asio::io_context loop(1);
    resolver names(loop.get_executor());
    std::optional<health_answer> ended;
    asio::co_spawn(loop, ask(target, names, deadline),
                   [&](const std::exception_ptr& thrown, health_answer answer) {
                       ended = thrown ? failed_with(thrown) : std::move(answer);
                   });
    loop.run_until(deadline);
    if (ended && (ended->status != 0 || !ended->fault.empty()))
        return *ended;
    return {.fault = "no answer in time"};
}

} // namespace balanced
