#include <balanced/net/exchange_failure.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <gmock/gmock.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace http = boost::beast::http;
using balanced::exchange_error;
using balanced::exchange_phase;
using balanced::failure_reason;
using balanced::status_failure;
using balanced::to_failure;
using testing::HasSubstr;

namespace {

constexpr std::array phases{exchange_phase::connecting, exchange_phase::handshake, exchange_phase::waiting,
                            exchange_phase::reading};

balanced::poll_failure failure(boost::system::error_code code, exchange_phase phase, long verify_result = 0) {
    return to_failure({code, phase, "192.0.2.1:443", verify_result});
}

boost::system::error_code ssl_error(int reason) {
    SSL_load_error_strings(); // as every TLS context does
    return {static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, reason)), asio::error::get_ssl_category()};
}

TEST(exchange_failure, TheDeadlineIsATimeoutInEveryPhaseAndTheDetailSaysWhich) {
    const std::array details{
        "while connecting to 192.0.2.1:443", "during the TLS handshake with 192.0.2.1:443",
        "while waiting for the answer of 192.0.2.1:443", "while reading the answer of 192.0.2.1:443"};
    for (std::size_t at = 0; at < phases.size(); ++at) {
        const auto made = failure(boost::beast::error::timeout, phases[at]);
        EXPECT_EQ(made.reason, failure_reason::timeout);
        EXPECT_EQ(made.detail, std::string("the deadline passed ") + details[at]);
    }
}

TEST(exchange_failure, RefusedAndUnreachableAreConnect) {
    const auto refused = failure(asio::error::connection_refused, exchange_phase::connecting);
    EXPECT_EQ(refused.reason, failure_reason::connect);
    EXPECT_EQ(refused.detail, "connection refused by 192.0.2.1:443");
    const auto unreachable = failure(asio::error::network_unreachable, exchange_phase::connecting);
    EXPECT_EQ(unreachable.reason, failure_reason::connect);
    EXPECT_EQ(unreachable.detail, "cannot connect to 192.0.2.1:443: Network is unreachable");
}

TEST(exchange_failure, ATimeoutOfTheSystemIsNotTheDeadline) {
    EXPECT_EQ(failure(asio::error::timed_out, exchange_phase::connecting).reason, failure_reason::connect);
}

TEST(exchange_failure, ResetOrClosedBeforeAnAnswerIsConnect) {
    const boost::system::error_code reset = asio::error::connection_reset;
    const boost::system::error_code pipe = asio::error::broken_pipe;
    for (const auto phase : {exchange_phase::handshake, exchange_phase::waiting})
        for (const auto& code : {reset, pipe, boost::system::error_code(asio::error::eof),
                                 make_error_code(http::error::end_of_stream),
                                 boost::system::error_code(asio::ssl::error::stream_truncated)}) {
            const auto made = failure(code, phase);
            EXPECT_EQ(made.reason, failure_reason::connect) << code;
            EXPECT_THAT(made.detail,
                        HasSubstr(code == reset || code == pipe ? "connection reset by 192.0.2.1:443"
                                                                : "connection closed by 192.0.2.1:443"));
        }
    EXPECT_THAT(failure(reset, exchange_phase::waiting).detail, HasSubstr("before an answer"));
    EXPECT_THAT(failure(reset, exchange_phase::handshake).detail, HasSubstr("during the TLS handshake"));
}

TEST(exchange_failure, CutInTheMiddleOfAnAnswerIsDecode) {
    for (const auto& code : {boost::system::error_code(asio::error::connection_reset),
                             make_error_code(http::error::partial_message),
                             boost::system::error_code(asio::ssl::error::stream_truncated)})
        EXPECT_EQ(failure(code, exchange_phase::reading).reason, failure_reason::decode) << code;
    EXPECT_EQ(failure(http::error::partial_message, exchange_phase::reading).detail,
              "the answer ends before it is complete");
}

TEST(exchange_failure, WhatIsNotHttpIsDecode) {
    const auto made = failure(http::error::bad_version, exchange_phase::reading);
    EXPECT_EQ(made.reason, failure_reason::decode);
    EXPECT_EQ(made.detail, "not an HTTP/1.1 answer: bad version");
}

TEST(exchange_failure, AlertsAreTlsInEveryPhase) {
    for (const auto phase : {exchange_phase::handshake, exchange_phase::waiting, exchange_phase::reading}) {
        const auto made = failure(ssl_error(SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED), phase);
        EXPECT_EQ(made.reason, failure_reason::tls);
        EXPECT_EQ(made.detail, "TLS with 192.0.2.1:443: tlsv13 alert certificate required");
    }
}

TEST(exchange_failure, ACertificateThatIsNotTrustedIsNamedByOpenSsl) {
    const auto made = failure(ssl_error(SSL_R_CERTIFICATE_VERIFY_FAILED), exchange_phase::handshake,
                              X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
    EXPECT_EQ(made.reason, failure_reason::tls);
    EXPECT_EQ(made.detail, "certificate verify failed: self-signed certificate in certificate chain");
}

TEST(exchange_failure, AHostNameThatDoesNotMatchIsSaid) {
    const auto made = failure(ssl_error(SSL_R_CERTIFICATE_VERIFY_FAILED), exchange_phase::handshake,
                              X509_V_ERR_HOSTNAME_MISMATCH);
    EXPECT_EQ(made.reason, failure_reason::tls);
    EXPECT_EQ(made.detail, "host name mismatch: the certificate of 192.0.2.1:443 is for another host");
}

TEST(exchange_failure, AnIgnoredVerifyResultExplainsNoOtherError) {
    const auto made = failure(ssl_error(SSL_R_WRONG_VERSION_NUMBER), exchange_phase::handshake,
                              X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
    EXPECT_EQ(made.detail, "TLS with 192.0.2.1:443: wrong version number");
}

TEST(exchange_failure, LookupsFailAsDnsOrTimeout) {
    const auto unknown = balanced::lookup_failure("api.example", "Name or service not known");
    EXPECT_EQ(unknown.reason, failure_reason::dns);
    EXPECT_EQ(unknown.detail, "cannot look up api.example: Name or service not known");
    const auto late = balanced::lookup_timeout("api.example");
    EXPECT_EQ(late.reason, failure_reason::timeout);
    EXPECT_EQ(late.detail, "the deadline passed while looking up api.example");
}

TEST(exchange_failure, EveryStatusHasItsReason) {
    const std::vector<std::pair<unsigned, failure_reason>> expected{
        {1, failure_reason::schema},         {100, failure_reason::schema},
        {201, failure_reason::schema},       {204, failure_reason::schema},
        {299, failure_reason::schema},       {300, failure_reason::redirect},
        {304, failure_reason::redirect},     {399, failure_reason::redirect},
        {400, failure_reason::client_error}, {401, failure_reason::unauthorized},
        {402, failure_reason::client_error}, {403, failure_reason::forbidden},
        {404, failure_reason::client_error}, {429, failure_reason::rate_limited},
        {499, failure_reason::client_error}, {500, failure_reason::server_error},
        {599, failure_reason::server_error}, {600, failure_reason::server_error},
        {999, failure_reason::server_error}};
    for (const auto& [status, reason] : expected) {
        const auto made = status_failure(status);
        EXPECT_EQ(made.reason, reason) << status;
        EXPECT_EQ(made.status, status);
    }
}

TEST(exchange_failure, AStatusIsNamedByOurOwnPhrase) {
    EXPECT_EQ(status_failure(503).detail, "503 Service Unavailable");
    EXPECT_EQ(status_failure(567).detail, "567");
    EXPECT_EQ(status_failure(301).detail, "301 Moved Permanently: redirects are not followed");
}

TEST(exchange_failure, CancellationIsThrownAndNothingElse) {
    EXPECT_THROW(balanced::throw_if_aborted(asio::error::operation_aborted), boost::system::system_error);
    EXPECT_NO_THROW(balanced::throw_if_aborted({}));
    EXPECT_NO_THROW(balanced::throw_if_aborted(asio::error::eof));
}

TEST(exchange_failure, WhateverAProxyDoesIsTheProxysButATimeout) {
    const balanced::proxy_server proxy{"proxy.example", 3128, "us3r", "s3cr3t"};
    const auto refused =
        proxy_failure(proxy, failure(asio::error::connection_refused, exchange_phase::connecting));
    EXPECT_EQ(refused.reason, failure_reason::proxy);
    EXPECT_EQ(refused.detail, "the proxy proxy.example:3128: connection refused by 192.0.2.1:443");
    const auto status = proxy_failure(proxy, status_failure(429));
    EXPECT_EQ(status.reason, failure_reason::proxy);
    EXPECT_EQ(status.status, 429U);
    const auto late = proxy_failure(proxy, balanced::lookup_timeout("proxy.example"));
    EXPECT_EQ(late.reason, failure_reason::timeout);
    EXPECT_EQ(late.detail,
              "the proxy proxy.example:3128: the deadline passed while looking up proxy.example");
}

TEST(exchange_failure, ABodyThatIsTooLargeNamesTheLimit) {
    const auto made = balanced::too_large_failure(1000);
    EXPECT_EQ(made.reason, failure_reason::too_large);
    EXPECT_EQ(made.status, 200U);
    EXPECT_EQ(made.detail, "the body exceeds body_size_limit (1000 bytes)");
}

} // namespace
