#include <balanced/format/url_host.hpp>
#include <balanced/net/exchange_failure.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/system/system_error.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <utility>

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace balanced {

namespace {

poll_failure failure(failure_reason reason, std::string detail, unsigned status = 0) {
    poll_failure made;
    made.reason = reason;
    made.status = status;
    made.detail = std::move(detail);
    return made;
}

bool is_reset(const boost::system::error_code& code) {
    return code == asio::error::connection_reset || code == asio::error::broken_pipe ||
           code == asio::error::connection_aborted;
}

bool is_end(const boost::system::error_code& code) {
    return code == asio::error::eof || code == http::error::end_of_stream ||
           code == http::error::partial_message || code == asio::ssl::error::stream_truncated;
}

bool is_tls(const boost::system::error_code& code) {
    return code.category() == asio::error::get_ssl_category() ||
           code.category() == asio::ssl::error::get_stream_category();
}

std::string timeout_detail(const exchange_error& error) {
    switch (error.phase) {
    case exchange_phase::connecting:
        return "the deadline passed while connecting to " + error.peer;
    case exchange_phase::handshake:
        return "the deadline passed during the TLS handshake with " + error.peer;
    case exchange_phase::waiting:
        return "the deadline passed while waiting for the answer of " + error.peer;
    case exchange_phase::reading:
        break;
    }
    return "the deadline passed while reading the answer of " + error.peer;
}

std::string tls_detail(const exchange_error& error) {
    const auto packed = static_cast<unsigned>(error.code.value());
    if (error.code.category() != asio::error::get_ssl_category())
        return "TLS with " + error.peer + ": " + error.code.message();
    if (ERR_GET_LIB(packed) == ERR_LIB_SSL && ERR_GET_REASON(packed) == SSL_R_CERTIFICATE_VERIFY_FAILED) {
        if (error.verify_result == X509_V_ERR_HOSTNAME_MISMATCH)
            return "host name mismatch: the certificate of " + error.peer + " is for another host";
        return std::string("certificate verify failed: ") +
               X509_verify_cert_error_string(error.verify_result);
    }
    const char* text = ERR_reason_error_string(packed);
    return "TLS with " + error.peer + ": " + (text != nullptr ? text : "unknown error");
}

/// Before the first byte of an answer.
std::string connection_detail(const exchange_error& error) {
    const std::string when =
        error.phase == exchange_phase::handshake ? " during the TLS handshake" : " before an answer";
    if (error.code == asio::error::connection_refused)
        return "connection refused by " + error.peer;
    if (error.phase == exchange_phase::connecting)
        return "cannot connect to " + error.peer + ": " + error.code.message();
    if (is_reset(error.code))
        return "connection reset by " + error.peer + when;
    if (is_end(error.code))
        return "connection closed by " + error.peer + when;
    return "connection to " + error.peer + " failed" + when + ": " + error.code.message();
}

std::string decode_detail(const exchange_error& error) {
    if (is_end(error.code))
        return "the answer ends before it is complete";
    if (is_reset(error.code))
        return "connection reset by " + error.peer + " in the middle of the answer";
    return "not an HTTP/1.1 answer: " + error.code.message();
}

failure_reason reason_of(unsigned status) {
    switch (status) {
    case 401:
        return failure_reason::unauthorized;
    case 403:
        return failure_reason::forbidden;
    case 429:
        return failure_reason::rate_limited;
    default:
        break;
    }
    if (status < 300)
        return failure_reason::schema;
    if (status < 400)
        return failure_reason::redirect;
    return status < 500 ? failure_reason::client_error : failure_reason::server_error;
}

} // namespace

poll_failure to_failure(const exchange_error& error) {
    if (error.code == boost::beast::error::timeout)
        return failure(failure_reason::timeout, timeout_detail(error));
    // A connection cut without close_notify is no fault of TLS but of whoever cut it.
    if (is_tls(error.code) && !is_end(error.code))
        return failure(failure_reason::tls, tls_detail(error));
    if (error.phase == exchange_phase::reading)
        return failure(failure_reason::decode, decode_detail(error));
    return failure(failure_reason::connect, connection_detail(error));
}

void throw_if_aborted(const boost::system::error_code& error) {
    if (error == asio::error::operation_aborted)
        throw boost::system::system_error(error);
}

poll_failure lookup_failure(const std::string& host, const std::string& fault) {
    return failure(failure_reason::dns, "cannot look up " + host + ": " + fault);
}

poll_failure lookup_timeout(const std::string& host) {
    return failure(failure_reason::timeout, "the deadline passed while looking up " + host);
}

poll_failure status_failure(unsigned status) {
    // The phrase is ours: what the server sent may hold anything.
    const auto known = http::int_to_status(status);
    std::string detail = std::to_string(status);
    if (known != http::status::unknown)
        detail.append(" ").append(http::obsolete_reason(known));
    const auto reason = reason_of(status);
    if (reason == failure_reason::redirect)
        detail += ": redirects are not followed";
    return failure(reason, std::move(detail), status);
}

poll_failure proxy_failure(const proxy_server& proxy, poll_failure failure) {
    if (failure.reason != failure_reason::timeout)
        failure.reason = failure_reason::proxy;
    failure.detail.insert(0, "the proxy " + host_and_port(proxy.host, proxy.port) + ": ");
    return failure;
}

poll_failure too_large_failure(std::uint64_t limit) {
    return failure(failure_reason::too_large,
                   "the body exceeds body_size_limit (" + std::to_string(limit) + " bytes)", 200);
}

} // namespace balanced
