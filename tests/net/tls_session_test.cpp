#include "support/certificate.hpp"
#include <balanced/net/tls_session.hpp>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace balanced {

namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using progress = tls_session::progress;

/// A session and its client, step by step on one thread.
struct two_sides {
    two_sides() {
        tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
        client_socket.connect(acceptor.local_endpoint());
        acceptor.accept(server_socket);
        client_socket.set_option(tcp::no_delay(true));
        client_socket.non_blocking(true);
        SSL_set_fd(client.get(), client_socket.native_handle());
    }

    /// The state in which the session ends up.
    progress shake_hands() {
        for (int round = 0; round < 100; ++round) {
            SSL_connect(client.get());
            ERR_clear_error();
            if (const auto step = session.handshake(); step.state != progress::wants_read)
                return step.state;
        }
        return progress::wants_read;
    }

    std::string client_reads() {
        std::array<char, 65536> buffer{};
        const int count = SSL_read(client.get(), buffer.data(), buffer.size());
        ERR_clear_error();
        return {buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
    }

    void client_writes(std::string_view bytes) {
        SSL_write(client.get(), bytes.data(), static_cast<int>(bytes.size()));
    }

    void client_sends_raw(std::string_view bytes) { client_socket.send(asio::buffer(bytes)); }

    /// Once something has come to be read.
    std::pair<progress, std::string> session_reads(std::size_t at_most = 100) {
        if (!session.has_unread())
            server_socket.wait(tcp::socket::wait_read);
        std::string buffer(at_most, '\0');
        const auto step = session.read(asio::buffer(buffer));
        return {step.state, buffer.substr(0, step.bytes)};
    }

    progress session_has_nothing() {
        char byte = 0;
        return session.read(asio::buffer(&byte, 1)).state;
    }

    asio::io_context context{};
    testing::certificate own = testing::make_certificate("localhost");
    std::shared_ptr<ssl::context> client_context = testing::client_of(own);
    tcp::socket client_socket{context};
    tcp::socket server_socket{context};
    std::unique_ptr<SSL, decltype(&SSL_free)> client{SSL_new(client_context->native_handle()), SSL_free};
    tls_session session{testing::server_with(own), server_socket};
};

TEST(tls_session, CarriesBytesBothWays) {
    two_sides both;
    ASSERT_EQ(both.shake_hands(), progress::done);
    EXPECT_EQ(both.session_has_nothing(), progress::wants_read);
    both.client_writes("a request");
    EXPECT_EQ(both.session_reads(2), std::pair(progress::done, std::string("a ")));
    EXPECT_TRUE(both.session.has_unread());
    EXPECT_EQ(both.session_reads(), std::pair(progress::done, std::string("request")));
    EXPECT_FALSE(both.session.has_unread());
    const auto step = both.session.write("an answer");
    EXPECT_EQ(step.state, progress::done);
    EXPECT_EQ(step.bytes, 9u);
    EXPECT_EQ(both.client_reads(), "an answer");
}

TEST(tls_session, WaitsForAClientThatSaysNothing) {
    two_sides both;
    EXPECT_EQ(both.session.handshake().state, progress::wants_read);
    EXPECT_EQ(both.session.handshake().state, progress::wants_read);
}

TEST(tls_session, GarbageEndsItAndLeavesNoErrorBehind) {
    two_sides both;
    both.client_sends_raw("\x16garbage that is no handshake");
    EXPECT_EQ(both.session.handshake().state, progress::ended);
    EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(tls_session, AnErrorOfAnotherConnectionIsNotItsOwn) {
    two_sides both;
    ASSERT_EQ(both.shake_hands(), progress::done);
    ERR_raise(ERR_LIB_SSL, SSL_R_HTTP_REQUEST);
    EXPECT_EQ(both.session_has_nothing(), progress::wants_read);
}

TEST(tls_session, KnowsPlainHttp) {
    for (const char* request :
         {"GET / HTTP/1.1\r\n\r\n", "HEAD /-/healthy HTTP/1.0\r\n", "POST /-/reload HTTP/1.1"}) {
        two_sides both;
        both.client_sends_raw(request);
        EXPECT_EQ(both.session.handshake().state, progress::plain_http) << request;
        EXPECT_EQ(ERR_peek_error(), 0u);
    }
}

TEST(tls_session, AClientThatDoesNotTrustItEndsIt) {
    two_sides both;
    both.client_context = testing::client_of(testing::make_certificate("localhost"));
    both.client.reset(SSL_new(both.client_context->native_handle()));
    SSL_set_fd(both.client.get(), both.client_socket.native_handle());
    EXPECT_EQ(both.shake_hands(), progress::ended);
}

TEST(tls_session, AWriterOfMoreThanTheClientTakesWaits) {
    two_sides both;
    ASSERT_EQ(both.shake_hands(), progress::done);
    const std::string record(tls_session::record_bytes, 'x');
    std::size_t sent = 0;
    auto step = both.session.write(record);
    for (; step.state == progress::done; step = both.session.write(record))
        sent += step.bytes;
    EXPECT_EQ(step.state, progress::wants_write);
    // The same bytes from another place are the same record.
    const std::string moved = record;
    std::size_t read = 0;
    while (read < sent + record.size()) {
        const std::string got = both.client_reads();
        ASSERT_EQ(got.find_first_not_of('x'), std::string::npos);
        read += got.size();
        if (step.state == progress::wants_write)
            step = both.session.write(moved);
        ASSERT_NE(step.state, progress::ended);
    }
    EXPECT_EQ(step.bytes, record.size());
}

TEST(tls_session, WritesARecordAtATime) {
    two_sides both;
    ASSERT_EQ(both.shake_hands(), progress::done);
    EXPECT_EQ(both.session.write(std::string(100000, 'x')).bytes, tls_session::record_bytes);
}

TEST(tls_session, SaysThatItEnds) {
    two_sides both;
    ASSERT_EQ(both.shake_hands(), progress::done);
    both.session.close();
    both.session.close();
    EXPECT_EQ(both.client_reads(), "");
    EXPECT_NE(SSL_get_shutdown(both.client.get()) & SSL_RECEIVED_SHUTDOWN, 0);
}

TEST(tls_session, HasNothingToSayBeforeTheHandshakeHasEnded) {
    two_sides both;
    both.client_sends_raw("\x16\x03");
    both.session.handshake();
    both.session.close();
    both.server_socket.close();
    char byte = 0;
    boost::system::error_code error;
    EXPECT_EQ(both.client_socket.receive(asio::buffer(&byte, 1), 0, error), 0u);
}

TEST(tls_session, TheEndOfTheClientIsAnEnd) {
    two_sides both;
    ASSERT_EQ(both.shake_hands(), progress::done);
    SSL_shutdown(both.client.get());
    EXPECT_EQ(both.session_reads().first, progress::ended);
    both.session.close(); // still possible, since nothing failed
    EXPECT_EQ(SSL_shutdown(both.client.get()), 1);
}

TEST(tls_session, AClosedSocketIsAnEndWhateverHasItsNumberNow) {
    two_sides both;
    ASSERT_EQ(both.shake_hands(), progress::done);
    both.server_socket.close();
    EXPECT_EQ(both.session.write("to nobody").state, progress::ended);
    EXPECT_EQ(both.session_has_nothing(), progress::ended);
}

TEST(tls_session, NoSessionIsResumed) {
    two_sides first;
    ASSERT_EQ(first.shake_hands(), progress::done);
    first.session.write("x");
    first.client_reads();
    EXPECT_EQ(SSL_SESSION_is_resumable(SSL_get0_session(first.client.get())), 0);
}

} // namespace

} // namespace balanced
