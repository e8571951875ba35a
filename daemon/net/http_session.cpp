#include <balanced/format/timestamp.hpp>
#include <balanced/net/http_session.hpp>
#include <balanced/net/request_parser.hpp>

#include <boost/asio/buffer.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace balanced {

namespace {

namespace asio = boost::asio;

/// The bytes that have come and are not parsed yet: always fewer than the limit of a request, so there is
/// always room for more.
class input {
public:
    explicit input(std::size_t limit)
        : bytes_(limit + 1) {}

    std::string_view unread() const { return {bytes_.data() + begin_, end_ - begin_}; }

    void consume(std::size_t count) {
        begin_ += count;
        if (begin_ == end_)
            begin_ = end_ = 0;
    }

    asio::mutable_buffer room() {
        if (end_ == bytes_.size()) {
            std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
            end_ -= std::exchange(begin_, 0);
        }
        return {bytes_.data() + end_, bytes_.size() - end_};
    }

    void commit(std::size_t count) { end_ += count; }

private:
    std::vector<char> bytes_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

struct session {
    session(const http_service& shared, http_connection& client)
        : service(shared)
        , connection(client)
        , bytes(shared.limits.header_bytes)
        , parser(shared.limits.header_bytes) {}

    const http_service& service;
    http_connection& connection;
    input bytes;
    request_parser parser;
    std::string head{};
};

enum class reading { complete, ended, refused };

struct next_request {
    reading state = reading::ended;
    unsigned refusal = 0;
};

next_request outcome(reading state, unsigned refusal = 0) {
    return {state, refusal};
}

/// Waits for a request, `patience` for its first byte. Without one, the deadline that runs is its last.
asio::awaitable<next_request> read_request(session& s, std::optional<http_connection::duration> patience) {
    s.parser.reset();
    for (bool begun = false;;) {
        if (const auto unread = s.bytes.unread(); !unread.empty()) {
            const auto step = s.parser.feed(unread);
            s.bytes.consume(step.used);
            if (step.state != request_parser::progress::needs_more) {
                s.connection.place().work();
                s.connection.clear_deadline();
                const bool complete = step.state == request_parser::progress::complete;
                co_return outcome(complete ? reading::complete : reading::refused, step.refusal);
            }
            // It waits until its request is complete: half requests give way like those that send nothing.
            if (!std::exchange(begun, true) && patience)
                s.connection.set_deadline(s.service.limits.request_time);
        } else if (!begun) {
            s.connection.place().wait();
            if (patience)
                s.connection.set_deadline(*patience);
        }
        const auto room = s.bytes.room();
        const std::size_t count = co_await s.connection.read_some(room);
        if (count == 0 && begun && s.connection.timed_out())
            co_return outcome(reading::refused, 408);
        if (count == 0)
            co_return outcome(reading::ended);
        s.bytes.commit(count);
    }
}

/// What the exception says that is being handled.
std::string what_was_thrown() {
    try {
        throw;
    } catch (const std::exception& fault) {
        return fault.what();
    } catch (...) {
        return "not a std::exception";
    }
}

/// Within a catch. Whatever was thrown is the matter of this one request; a closed connection has ended its
/// handler.
void tell_failure(const session& s) {
    if (s.connection.is_open() && s.service.surroundings.failed)
        s.service.surroundings.failed(what_was_thrown());
}

asio::awaitable<http_response> answer(session& s, http_request request) {
    try {
        co_return co_await s.service.handler(std::move(request));
    } catch (...) {
        tell_failure(s);
    }
    co_return text_response(500, "internal error\n");
}

body_end end_of_body(const session& s, const http_response& response) {
    if (!response.more || !has_content(response.status))
        return body_end::length;
    return s.parser.takes_chunks() ? body_end::chunks : body_end::close;
}

/// Absent where it threw.
asio::awaitable<std::optional<std::string>> next_piece(const session& s, const http_response& response) {
    std::optional<std::string> piece;
    try {
        piece = co_await response.more();
    } catch (...) {
        tell_failure(s);
    }
    co_return piece;
}

/// Makes a chunk of the body, whose size follows the head (RFC 9112 §7.1).
void make_chunk(std::string& head, std::vector<std::string_view>& body) {
    std::size_t size = 0;
    for (const std::string_view piece : body)
        size += piece.size();
    if (size == 0)
        return; // which would be the last chunk
    std::array<char, 16> digits{};
    const auto [end, ec] = std::to_chars(digits.begin(), digits.end(), size, 16);
    head.append(digits.data(), end).append("\r\n");
    body.emplace_back("\r\n");
}

/// Sends the head that is there, the body, and what follows it.
asio::awaitable<bool> write_pieces(session& s, http_response& response, bool chunked) {
    constexpr std::string_view last_chunk = "0\r\n\r\n";
    std::optional<std::string> piece;
    while (true) {
        if (chunked)
            make_chunk(s.head, response.body);
        if (!co_await s.connection.write(s.head, response.body, s.service.limits.write_time))
            co_return false;
        s.head.clear();
        response.body.clear();
        response.owners.clear();
        piece = co_await next_piece(s, response);
        if (!piece) {
            s.connection.abandon();
            co_return false;
        }
        if (piece->empty())
            break;
        response.body.emplace_back(*piece);
    }
    if (!chunked)
        co_return true;
    co_return co_await s.connection.write(last_chunk, response.body, s.service.limits.write_time);
}

asio::awaitable<bool> write(session& s, http_response& response, body_end end, bool keep_alive) {
    s.head.clear();
    const auto& now = s.service.surroundings.now;
    append_head(s.head, response, keep_alive, now ? format_http_date(now()) : std::string(), end);
    if (s.parser.asks_for_head() || !has_content(response.status))
        return s.connection.write(s.head, {}, s.service.limits.write_time);
    if (end == body_end::length)
        return s.connection.write(s.head, response.body, s.service.limits.write_time);
    return write_pieces(s, response, end == body_end::chunks);
}

void tell_refusal(const http_service& service, unsigned status) {
    if (service.surroundings.refused)
        service.surroundings.refused(status);
}

/// The handshake of a connection under TLS, the time for its first request being begun; false where none can
/// follow.
asio::awaitable<bool> open(session& s) {
    s.connection.set_deadline(s.service.limits.request_time);
    const tls_session::progress state = co_await s.connection.handshake();
    if (state == tls_session::progress::done)
        co_return true;
    if (state == tls_session::progress::plain_http) {
        // As Go's servers put it.
        constexpr std::string_view refusal =
            "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";
        const std::span<const std::string_view> nothing;
        tell_refusal(s.service, 400);
        co_await s.connection.write(refusal, nothing, s.service.limits.write_time);
    }
    // What TLS has to say of a fault is to be read too.
    if (!s.connection.timed_out())
        co_await s.connection.linger();
    co_return false;
}

} // namespace

asio::awaitable<void> serve_http(std::shared_ptr<const http_service> service,
                                 std::shared_ptr<http_connection> connection) {
    session s(*service, *connection);
    std::optional<http_connection::duration> patience;
    if (!connection->is_encrypted())
        patience = service->limits.request_time;
    else if (!co_await open(s))
        co_return;
    bool keep_alive = true;
    for (std::size_t served = 1; keep_alive; ++served) {
        const auto [state, refusal] = co_await read_request(s, patience);
        if (state == reading::ended)
            co_return;
        if (state == reading::refused) {
            tell_refusal(*service, refusal);
            auto response = text_response(refusal, std::string(reason_phrase(refusal)) + "\n");
            co_await write(s, response, body_end::length, false);
            break;
        }
        auto response = co_await answer(s, std::move(s.parser.request()));
        const body_end end = end_of_body(s, response);
        keep_alive = s.parser.keep_alive() && served < service->limits.requests_per_connection &&
                     end != body_end::close;
        if (!co_await write(s, response, end, keep_alive))
            co_return;
        patience = service->limits.idle_time;
    }
    co_await connection->linger();
}

} // namespace balanced
