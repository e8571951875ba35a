#include <balanced/net/http_connection.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/socket_base.hpp>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace balanced {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto as_result = asio::as_tuple(asio::deferred);

constexpr auto linger_time = std::chrono::seconds(1);
/// How often a writer's progress is looked at, so that the last one is known to a tenth of the patience.
constexpr int looks_per_patience = 10;

constexpr std::size_t linger_bytes = std::size_t(256) * 1024;

/// A record takes some 10 µs, and a client that reads fast never makes its writer wait.
constexpr unsigned records_per_turn = 16;

/// SIOCOUTQ, as Asio wants it.
class output_queue {
public:
    static int name() { return SIOCOUTQ; }
    void* data() { return &bytes_; }
    int bytes() const { return bytes_; }

private:
    int bytes_ = 0;
};

/// What is left to be sent of a head and the pieces of a body.
class remainder {
public:
    remainder(std::string_view head, std::span<const std::string_view> body)
        : head_(head)
        , body_(body) {}

    /// As much of it as one system call takes; empty at the end.
    std::span<const asio::const_buffer> next() {
        std::size_t count = 0;
        const auto add = [&](std::string_view piece) {
            if (!piece.empty())
                buffers_[count++] = asio::const_buffer(piece.data(), piece.size());
        };
        add(head_);
        for (std::size_t i = 0; i < body_.size() && count < buffers_.size(); ++i)
            add(i == 0 ? body_[i].substr(offset_) : body_[i]);
        return {buffers_.data(), count};
    }

    /// What the next record holds: a piece of the body as it is where it fills one, else small ones side by
    /// side in `room`. Empty at the end.
    std::string_view next_record(std::span<char> room) {
        std::size_t filled = 0;
        for (const asio::const_buffer& each : next()) {
            if (filled == 0 && each.size() >= room.size())
                return {static_cast<const char*>(each.data()), room.size()};
            filled += asio::buffer_copy(asio::buffer(room.data() + filled, room.size() - filled), each);
        }
        return {room.data(), filled};
    }

    void consume(std::size_t bytes) {
        const std::size_t of_head = std::min(bytes, head_.size());
        head_.remove_prefix(of_head);
        offset_ += bytes - of_head;
        while (!body_.empty() && offset_ >= body_.front().size()) {
            offset_ -= body_.front().size();
            body_ = body_.subspan(1);
        }
    }

private:
    std::string_view head_;
    std::span<const std::string_view> body_;
    std::size_t offset_ = 0; ///< into the first piece of the body
    std::array<asio::const_buffer, 64> buffers_{};
};

} // namespace

http_connection::http_connection(asio::ip::tcp::socket socket, std::shared_ptr<connection_table> table,
                                 std::shared_ptr<asio::ssl::context> context)
    : socket_(std::move(socket))
    , context_(std::move(context))
    , timer_(socket_.get_executor())
    , table_(std::move(table))
    , place_(*table_, *this) {
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

void http_connection::set_deadline(duration time) {
    timed_out_ = false;
    const auto number = ++deadlines_;
    timer_.expires_after(time);
    timer_.async_wait([self = shared_from_this(), number](const error_code& error) {
        if (!error && number == self->deadlines_)
            self->on_deadline();
    });
}

void http_connection::clear_deadline() {
    ++deadlines_;
}

void http_connection::on_deadline() {
    // The socket takes more bytes only when a good part of its buffer is free; a slow client may need long
    // for that, and yet it moves.
    if (patience_ != duration::zero()) {
        const int left = unacknowledged();
        stalled_ = left < std::exchange(unacknowledged_, left) ? 0 : stalled_ + 1;
        if (stalled_ < looks_per_patience)
            return set_deadline(patience_ / looks_per_patience);
    }
    timed_out_ = true;
    error_code ignored;
    socket_.cancel(ignored);
}

int http_connection::unacknowledged() {
    output_queue queue;
    error_code ignored;
    socket_.io_control(queue, ignored);
    return queue.bytes();
}

asio::awaitable<bool> http_connection::wait_for(tls_session::progress wanted) {
    if (wanted != tls_session::progress::wants_read && wanted != tls_session::progress::wants_write)
        co_return false;
    const auto what = wanted == tls_session::progress::wants_read ? asio::socket_base::wait_read
                                                                  : asio::socket_base::wait_write;
    const auto [error] = co_await socket_.async_wait(what, as_result);
    co_return !error && !timed_out_;
}

asio::awaitable<tls_session::progress> http_connection::handshake() {
    tls_.emplace(context_, socket_);
    tls_session::step step;
    for (bool goes_on = true; goes_on;) {
        step = tls_->handshake();
        goes_on = co_await wait_for(step.state);
    }
    if (step.state == tls_session::progress::plain_http)
        tls_.reset();
    // TLS 1.3 has the last word of a handshake come from the client. Acknowledged late, as TCP likes to, it
    // holds back the request of a client that has not switched Nagle's algorithm off.
    const int at_once = 1;
    ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_QUICKACK, &at_once, sizeof at_once);
    co_return step.state;
}

asio::awaitable<std::size_t> http_connection::read_some(asio::mutable_buffer buffer) {
    return tls_ ? read_encrypted(buffer) : read_plain(buffer);
}

asio::awaitable<std::size_t> http_connection::read_plain(asio::mutable_buffer buffer) {
    const auto [error, bytes] = co_await socket_.async_read_some(buffer, as_result);
    co_return error || timed_out_ ? 0 : bytes;
}

asio::awaitable<std::size_t> http_connection::read_encrypted(asio::mutable_buffer buffer) {
    tls_session::step step{tls_session::progress::wants_read};
    if (tls_->has_unread())
        step = tls_->read(buffer);
    while (co_await wait_for(step.state))
        step = tls_->read(buffer);
    co_return step.state == tls_session::progress::done ? step.bytes : 0;
}

asio::awaitable<bool> http_connection::write(std::string_view head, std::span<const std::string_view> body,
                                             duration patience) {
    return tls_ ? write_encrypted(head, body, patience) : write_plain(head, body, patience);
}

asio::awaitable<bool> http_connection::write_plain(std::string_view head,
                                                   std::span<const std::string_view> body,
                                                   duration patience) {
    remainder rest(head, body);
    patience_ = patience;
    for (auto buffers = rest.next(); !buffers.empty(); buffers = rest.next()) {
        watch_progress();
        const auto [error, bytes] = co_await socket_.async_write_some(buffers, as_result);
        if (error || timed_out_) {
            abandon();
            co_return false;
        }
        rest.consume(bytes);
    }
    end_write();
    co_return true;
}

asio::awaitable<bool> http_connection::write_encrypted(std::string_view head,
                                                       std::span<const std::string_view> body,
                                                       duration patience) {
    remainder rest(head, body);
    std::vector<char> room(tls_session::record_bytes);
    patience_ = patience;
    for (auto record = rest.next_record(room); !record.empty(); record = rest.next_record(room)) {
        if (records_ >= records_per_turn) {
            records_ = 0;
            co_await asio::post(socket_.get_executor(), asio::deferred);
        }
        const tls_session::step step = tls_->write(record);
        if (step.state == tls_session::progress::done) {
            ++records_;
            rest.consume(step.bytes);
            continue;
        }
        watch_progress();
        if (!co_await wait_for(step.state)) {
            abandon();
            co_return false;
        }
    }
    end_write();
    co_return true;
}

void http_connection::watch_progress() {
    unacknowledged_ = unacknowledged();
    stalled_ = 0;
    set_deadline(patience_ / looks_per_patience);
}

void http_connection::end_write() {
    patience_ = duration::zero();
    clear_deadline();
}

void http_connection::abandon() {
    tls_.reset();
    // Nor is anybody to wait for what the kernel still holds.
    error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
}

asio::awaitable<void> http_connection::linger() {
    if (tls_)
        tls_->close();
    error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    set_deadline(linger_time);
    std::array<char, 4096> waste{};
    for (std::size_t left = linger_bytes; left > 0;) {
        const auto buffer = asio::buffer(waste);
        const std::size_t bytes = co_await read_plain(buffer);
        if (bytes == 0)
            break;
        left -= std::min(left, bytes);
    }
}

void http_connection::close() {
    place_.leave();
    clear_deadline();
    timer_.cancel();
    if (tls_)
        tls_->close();
    cancelled_.emit(asio::cancellation_type::terminal);
    error_code ignored;
    socket_.close(ignored);
}

} // namespace balanced
