#include "support/certificate.hpp"
#include "support/client_fixture.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>

namespace asio = boost::asio;
using balanced::failure_reason;
using balanced::simulator::options;
using balanced::testing::lookup_of;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::HasSubstr;

namespace {

/// A listener whose queue is full: whoever connects now waits without end.
class full_listener {
public:
    full_listener(asio::io_context& context, const asio::ip::tcp::endpoint& endpoint)
        : acceptor_(context) {
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(asio::socket_base::reuse_address(true));
        acceptor_.bind(endpoint);
        acceptor_.listen(0);
        for (int i = 0; i < 4; ++i) {
            auto& socket = queue_.emplace_back(context, endpoint.protocol());
            socket.async_connect(acceptor_.local_endpoint(), [](const boost::system::error_code&) {});
        }
    }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    asio::ip::tcp::acceptor acceptor_;
    std::vector<asio::ip::tcp::socket> queue_;
};

class https_client_connect : public balanced::testing::client_fixture {
protected:
    void serve_with(bool tls) {
        options made;
        made.tls = tls;
        serve(made);
    }

    balanced::testing::temporary_folder folder;
};

TEST_F(https_client_connect, ARefusedConnectionSaysByWhom) {
    service->stop_listening();
    const auto made = failure();
    EXPECT_EQ(made.reason, failure_reason::connect);
    EXPECT_EQ(made.detail, "connection refused by 127.0.0.1:" + std::to_string(service->port()));
    EXPECT_EQ(client->connections_opened(), 0U);
    service->listen_again();
    EXPECT_FALSE(exchange().failure);
}

TEST_F(https_client_connect, TriesTheNextAddressWhereOneRefuses) {
    lookup = lookup_of({"127.0.0.2", "127.0.0.1"});
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(client->connections_opened(), 1U);
}

TEST_F(https_client_connect, AnAddressThatHangsLeavesTheOthersTheirShareOfTheTime) {
    const full_listener hanging(context, {asio::ip::make_address("127.0.0.2"), service->port()});
    std::vector<std::string> addresses(100, "127.0.0.1");
    addresses.front() = "127.0.0.2";
    lookup = lookup_of(addresses);
    EXPECT_FALSE(exchange(5s).failure);
}

TEST_F(https_client_connect, TheDeadlineEndsAConnectionAttempt) {
    const full_listener hanging(context, {asio::ip::make_address("127.0.0.1"), 0});
    settings.base_url.port = hanging.port();
    const auto made = failure(30ms);
    EXPECT_EQ(made.reason, failure_reason::timeout);
    EXPECT_EQ(made.detail,
              "the deadline passed while connecting to 127.0.0.1:" + std::to_string(hanging.port()));
}

TEST_F(https_client_connect, TheDeadlineEndsAHandshake) {
    asio::ip::tcp::acceptor mute(context, {asio::ip::make_address("127.0.0.1"), 0});
    settings.base_url.port = mute.local_endpoint().port();
    const auto made = failure(50ms);
    EXPECT_EQ(made.reason, failure_reason::timeout);
    EXPECT_THAT(made.detail, HasSubstr("during the TLS handshake"));
}

TEST_F(https_client_connect, AHostThatDoesNotResolveIsDns) {
    lookup = [](const std::string&) {
        balanced::resolution none;
        none.fault = "Name or service not known";
        return none;
    };
    const auto made = failure();
    EXPECT_EQ(made.reason, failure_reason::dns);
    EXPECT_EQ(made.detail, "cannot look up localhost: Name or service not known");
}

TEST_F(https_client_connect, TheDeadlineEndsALookup) {
    struct gate {
        std::mutex mutex;
        std::condition_variable changed;
        bool open = false;
    };
    const auto shared = std::make_shared<gate>();
    lookup = [shared](const std::string&) {
        std::unique_lock lock(shared->mutex);
        shared->changed.wait(lock, [&] { return shared->open; });
        return balanced::resolution();
    };
    const auto made = failure(20ms);
    EXPECT_EQ(made.reason, failure_reason::timeout);
    EXPECT_EQ(made.detail, "the deadline passed while looking up localhost");
    const std::lock_guard lock(shared->mutex);
    shared->open = true;
    shared->changed.notify_all();
}

TEST_F(https_client_connect, SpeaksPlainHttpWhereTheUrlDoes) {
    serve_with(false);
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(body, "[]");
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(client->connections_opened(), 1U);
}

TEST_F(https_client_connect, TlsWithAPlainServerIsTls) {
    serve_with(false);
    settings.base_url.tls = true;
    const auto made = failure();
    EXPECT_EQ(made.reason, failure_reason::tls);
    EXPECT_EQ(made.status, 0U);
}

TEST_F(https_client_connect, AnUnknownAuthorityIsTls) {
    settings.tls.ca_file =
        folder.write("ca.pem", balanced::testing::make_certificate("other").certificate_pem);
    const auto made = failure();
    EXPECT_EQ(made.reason, failure_reason::tls);
    EXPECT_THAT(made.detail, HasSubstr("certificate verify failed: "));
    EXPECT_THAT(made.detail, testing::AnyOf(HasSubstr("unable to get local issuer certificate"),
                                            HasSubstr("self-signed certificate in certificate chain")));
    EXPECT_EQ(service->request_count(), 0U) << "the key must not go to a stranger";
}

TEST_F(https_client_connect, AnExpiredCertificateIsTls) {
    options expired;
    expired.expired_certificate = true;
    serve(expired);
    const auto made = failure();
    EXPECT_EQ(made.reason, failure_reason::tls);
    EXPECT_EQ(made.detail, "certificate verify failed: certificate has expired");
    EXPECT_EQ(service->request_count(), 0U);
}

TEST_F(https_client_connect, ACertificateForAnotherHostIsTls) {
    settings.base_url.host = "api.example";
    const auto made = failure();
    EXPECT_EQ(made.reason, failure_reason::tls);
    EXPECT_THAT(made.detail, HasSubstr("host name mismatch"));
    EXPECT_EQ(service->request_count(), 0U);
}

TEST_F(https_client_connect, ACertificateForAnotherAddressIsTls) {
    settings.tls.server_name = "127.0.0.9";
    EXPECT_THAT(failure().detail, HasSubstr("host name mismatch"));
}

TEST_F(https_client_connect, AcceptsTheNamesThatTheCertificateBears) {
    for (const char* host : {"localhost", "localhost.", "127.0.0.1"}) {
        client.reset();
        settings.base_url.host = host;
        EXPECT_FALSE(exchange().failure) << host;
    }
    client.reset();
    settings.base_url.host = "api.example";
    settings.tls.server_name = "localhost";
    EXPECT_FALSE(exchange().failure);
}

TEST_F(https_client_connect, VerificationCanBeSkipped) {
    options expired;
    expired.expired_certificate = true;
    serve(expired);
    settings.base_url.host = "api.example";
    settings.tls.ca_file.clear();
    settings.tls.insecure_skip_verify = true;
    EXPECT_FALSE(exchange().failure);
}

TEST_F(https_client_connect, ShowsItsOwnCertificateWhereOneIsDemanded) {
    const auto own = balanced::testing::make_certificate("client");
    options mutual;
    mutual.require_client_certificate = folder.write("clients.pem", own.certificate_pem);
    serve(mutual);
    settings.tls.cert_file = mutual.require_client_certificate;
    settings.tls.key_file = folder.write("client.key", own.key_pem);
    EXPECT_FALSE(exchange().failure);
}

TEST_F(https_client_connect, AMissingOrUnknownOwnCertificateIsTls) {
    options mutual;
    mutual.require_client_certificate =
        folder.write("clients.pem", balanced::testing::make_certificate("client").certificate_pem);
    serve(mutual);
    EXPECT_EQ(failure().reason, failure_reason::tls);

    client.reset();
    const auto stranger = balanced::testing::make_certificate("client");
    settings.tls.cert_file = folder.write("stranger.pem", stranger.certificate_pem);
    settings.tls.key_file = folder.write("stranger.key", stranger.key_pem);
    EXPECT_EQ(failure().reason, failure_reason::tls);
    EXPECT_EQ(service->request_count(), 0U);
}

} // namespace
