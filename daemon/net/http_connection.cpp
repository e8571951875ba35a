#include <balanced/net/http_connection.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/socket_base.hpp>
#include <linux/sockios.h>

#include <algorithm>
#include <array>
#include <utility>

namespace balanced {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto as_result = asio::as_tuple(asio::deferred);

constexpr auto linger_time = std::chrono::seconds(1);
/// How often a writer's progress is looked at, so that the last one is known to a tenth of the patience.
constexpr int looks_per_patience = 10;

constexpr std::size_t linger_bytes = std::size_t(256) * 1024;

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

http_connection::http_connection(asio::ip::tcp::socket socket, std::shared_ptr<connection_table> table)
    : socket_(std::move(socket))
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

asio::awaitable<std::size_t> http_connection::read_some(asio::mutable_buffer buffer) {
    const auto [error, bytes] = co_await socket_.async_read_some(buffer, as_result);
    co_return error || timed_out_ ? 0 : bytes;
}

asio::awaitable<bool> http_connection::write(std::string_view head, std::span<const std::string_view> body,
                                             duration patience) {
    remainder rest(head, body);
    patience_ = patience;
    for (auto buffers = rest.next(); !buffers.empty(); buffers = rest.next()) {
        unacknowledged_ = unacknowledged();
        stalled_ = 0;
        set_deadline(patience / looks_per_patience);
        const auto [error, bytes] = co_await socket_.async_write_some(buffers, as_result);
        if (error || timed_out_) {
            // Nobody is to wait for what the kernel still holds.
            error_code ignored;
            socket_.set_option(asio::socket_base::linger(true, 0), ignored);
            co_return false;
        }
        rest.consume(bytes);
    }
    patience_ = duration::zero();
    clear_deadline();
    co_return true;
}

asio::awaitable<void> http_connection::linger() {
    error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    set_deadline(linger_time);
    std::array<char, 4096> waste{};
    for (std::size_t left = linger_bytes; left > 0;) {
        const auto buffer = asio::buffer(waste);
        const std::size_t bytes = co_await read_some(buffer);
        if (bytes == 0)
            break;
        left -= std::min(left, bytes);
    }
}

void http_connection::close() {
    place_.leave();
    clear_deadline();
    timer_.cancel();
    cancelled_.emit(asio::cancellation_type::terminal);
    error_code ignored;
    socket_.close(ignored);
}

} // namespace balanced
