#include "simulator/blocking_client.hpp"
#include "simulator/simulator.hpp"

#include <gmock/gmock.h>

namespace balanced::simulator {

namespace {

namespace ssl = boost::asio::ssl;
using boost::asio::ip::tcp;
using boost::system::error_code;
using ::testing::StartsWith;

TEST(simulator_certificates, ItsCertificateIsGoodForItsNameAndAddress) {
    const service api;
    const auto tls = [&] { return tls_client::trusting(api.ca_file()); };
    EXPECT_NO_THROW(tls_client(api, tls(), "localhost"));
    EXPECT_NO_THROW(tls_client(api, tls(), "127.0.0.1"));
    EXPECT_THROW(tls_client(api, tls(), "example.org"), boost::system::system_error);
    EXPECT_THROW(tls_client(api, tls_client::trusting(api.unrelated_ca_file())), boost::system::system_error);
}

TEST(simulator_certificates, ItsCertificateCanBeForAnotherName) {
    options other;
    other.host = "api.example.org";
    const service api(other);
    const auto tls = [&] { return tls_client::trusting(api.ca_file()); };
    EXPECT_NO_THROW(tls_client(api, tls(), "api.example.org"));
    EXPECT_THROW(tls_client(api, tls(), "localhost"), boost::system::system_error);
}

TEST(simulator_certificates, ItsCertificateCanHaveExpired) {
    options expired;
    expired.expired_certificate = true;
    const service api(expired);
    auto tls = tls_client::trusting(api.ca_file());
    blocking_client<ssl::stream<tcp::socket>> client(api, tls);
    error_code error;
    client.stream().handshake(ssl::stream_base::client, error);
    EXPECT_TRUE(error);
    EXPECT_EQ(SSL_get_verify_result(client.stream().native_handle()), X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST(simulator_certificates, CanAskForAClientCertificate) {
    const service issuer;
    options strict;
    strict.require_client_certificate = issuer.ca_file();
    service api(strict);
    auto tls = tls_client::trusting(api.ca_file());
    tls.use_certificate_file(issuer.client_cert_file(), ssl::context::pem);
    tls.use_private_key_file(issuer.client_key_file(), ssl::context::pem);
    EXPECT_THAT(tls_client(api, std::move(tls)).ask(get_list, "[]"), StartsWith("HTTP/1.1 200 "));
    // With TLS 1.3 the client's handshake ends before the refusal comes.
    EXPECT_THROW(tls_client(api).ask(get_list, "[]"), std::exception);
    EXPECT_EQ(api.request_count(), 1U);
}

} // namespace

} // namespace balanced::simulator
