#include <balanced/net/tls_session.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>

namespace balanced {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

using ssl_ptr = std::unique_ptr<SSL, decltype(&SSL_free)>;
using method_ptr = std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)>;

template <class Pointer>
Pointer required(Pointer made) {
    if (!made)
        throw std::bad_alloc();
    return made;
}

int descriptor_of(BIO* bio) {
    return static_cast<tcp::socket*>(BIO_get_data(bio))->native_handle();
}

bool may_come_again() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

int send_bytes(BIO* bio, const char* bytes, int count) {
    BIO_clear_retry_flags(bio);
    const auto sent =
        ::send(descriptor_of(bio), bytes, static_cast<std::size_t>(count), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && may_come_again())
        BIO_set_retry_write(bio);
    return static_cast<int>(sent);
}

int receive_bytes(BIO* bio, char* bytes, int count) {
    BIO_clear_retry_flags(bio);
    const auto received = ::recv(descriptor_of(bio), bytes, static_cast<std::size_t>(count), MSG_DONTWAIT);
    if (received < 0 && may_come_again())
        BIO_set_retry_read(bio);
    return static_cast<int>(received);
}

long control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/// OpenSSL's own socket BIO raises SIGPIPE, and would go on with a number that has become another socket's.
BIO_METHOD* socket_method() {
    static const method_ptr method = [] {
        method_ptr made(required(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "client")),
                        BIO_meth_free);
        BIO_meth_set_write(made.get(), send_bytes);
        BIO_meth_set_read(made.get(), receive_bytes);
        BIO_meth_set_ctrl(made.get(), control);
        return made;
    }();
    return method.get();
}

ssl_ptr make_connection(asio::ssl::context& context, tcp::socket& socket) {
    ssl_ptr connection(required(SSL_new(context.native_handle())), SSL_free);
    BIO* bio = required(BIO_new(socket_method()));
    BIO_set_data(bio, &socket);
    BIO_set_init(bio, 1);
    SSL_set_bio(connection.get(), bio, bio);
    SSL_set_accept_state(connection.get());
    // A thousand idle connections need no buffers; what a moved or regathered buffer holds is the same.
    SSL_set_mode(connection.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                       SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Records that carry nothing must not keep the event loop.
    SSL_clear_mode(connection.get(), SSL_MODE_AUTO_RETRY);
    // A resumed session would be one of an older certificate, with a client that nobody has verified anew.
    SSL_set_options(connection.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
    SSL_set_num_tickets(connection.get(), 0);
    SSL_CTX_set_session_cache_mode(context.native_handle(), SSL_SESS_CACHE_OFF);
    return connection;
}

bool failed_on_plain_http() {
    const auto error = ERR_peek_error();
    return ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) == SSL_R_HTTP_REQUEST;
}

} // namespace

struct tls_session::implementation {
    implementation(std::shared_ptr<asio::ssl::context> of, tcp::socket& socket)
        : context(std::move(of))
        , connection(make_connection(*context, socket)) {}

    /// What a call of OpenSSL came to, before which its queue of errors was empty.
    step outcome(int result, std::size_t bytes) {
        if (result > 0)
            return {progress::done, bytes};
        const int error = SSL_get_error(connection.get(), result);
        if (error == SSL_ERROR_WANT_READ)
            return {progress::wants_read, 0};
        if (error == SSL_ERROR_WANT_WRITE)
            return {progress::wants_write, 0};
        if (error != SSL_ERROR_ZERO_RETURN)
            broken = true;
        const bool plain = failed_on_plain_http();
        ERR_clear_error();
        return {plain ? progress::plain_http : progress::ended, 0};
    }

    std::shared_ptr<asio::ssl::context> context; ///< its callbacks are called
    ssl_ptr connection;
    bool writing = false; ///< a record has been begun
    bool broken = false;
};

tls_session::tls_session(std::shared_ptr<asio::ssl::context> context, tcp::socket& socket)
    : self_(std::make_unique<implementation>(std::move(context), socket)) {}

tls_session::~tls_session() = default;

tls_session::step tls_session::handshake() {
    ERR_clear_error();
    return self_->outcome(SSL_do_handshake(self_->connection.get()), 0);
}

tls_session::step tls_session::read(asio::mutable_buffer buffer) {
    ERR_clear_error();
    std::size_t bytes = 0;
    const int result = SSL_read_ex(self_->connection.get(), buffer.data(), buffer.size(), &bytes);
    return self_->outcome(result, bytes);
}

tls_session::step tls_session::write(std::string_view bytes) {
    ERR_clear_error();
    std::size_t sent = 0;
    const int result =
        SSL_write_ex(self_->connection.get(), bytes.data(), std::min(bytes.size(), record_bytes), &sent);
    self_->writing = result <= 0;
    return self_->outcome(result, sent);
}

bool tls_session::has_unread() const {
    return SSL_pending(self_->connection.get()) > 0;
}

void tls_session::close() {
    if (self_->broken || self_->writing || SSL_is_init_finished(self_->connection.get()) == 0)
        return;
    SSL_shutdown(self_->connection.get());
    ERR_clear_error();
    self_->broken = true;
}

} // namespace balanced
