#include <balanced/net/tls.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <utility>

namespace ssl = boost::asio::ssl;

namespace balanced {

namespace {

std::string describe(const boost::system::error_code& error) {
    if (error.category() == boost::asio::error::get_ssl_category()) {
        // Without the name of the library that noticed: it tells the user nothing.
        const char* reason = ERR_reason_error_string(static_cast<unsigned>(error.value()));
        if (reason != nullptr)
            return reason;
    }
    return error.message();
}

/// Whether OpenSSL's X.509 code gave that reason.
bool is(const boost::system::error_code& error, int reason) {
    const auto packed = static_cast<unsigned>(error.value());
    return error.category() == boost::asio::error::get_ssl_category() &&
           ERR_GET_LIB(packed) == ERR_LIB_X509 && ERR_GET_REASON(packed) == reason;
}

bool has_certificate(ssl::context& context) {
    const auto* objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context.native_handle()));
    for (int at = 0; at < sk_X509_OBJECT_num(objects); ++at)
        if (X509_OBJECT_get_type(sk_X509_OBJECT_value(objects, at)) == X509_LU_X509)
            return true;
    return false;
}

std::string load_authorities(ssl::context& context, const tls_settings& settings) {
    boost::system::error_code error;
    if (settings.ca_file.empty()) {
        if (!settings.insecure_skip_verify)
            context.set_default_verify_paths(error);
        return error ? "the system's certificate authorities: " + describe(error) : "";
    }
    context.load_verify_file(settings.ca_file, error);
    if (error && !is(error, X509_R_NO_CERTIFICATE_OR_CRL_FOUND))
        return settings.ca_file + ": " + describe(error);
    return has_certificate(context) ? "" : settings.ca_file + ": no certificate in it";
}

std::string load_own_certificate(ssl::context& context, const tls_settings& settings) {
    if (settings.cert_file.empty() && settings.key_file.empty())
        return "";
    if (settings.key_file.empty())
        return settings.cert_file + ": a certificate without a key_file";
    if (settings.cert_file.empty())
        return settings.key_file + ": a key without a cert_file";

    // Without a callback OpenSSL would ask on the terminal.
    const auto encrypted = std::make_shared<bool>(false);
    context.set_password_callback([encrypted](std::size_t, ssl::context::password_purpose) {
        *encrypted = true;
        return std::string();
    });
    boost::system::error_code error;
    context.use_certificate_chain_file(settings.cert_file, error);
    if (error)
        return settings.cert_file + ": " + describe(error);
    context.use_private_key_file(settings.key_file, ssl::context::pem, error);
    if (*encrypted)
        return settings.key_file + ": is encrypted; only a key without a passphrase can be used";
    if (error && !is(error, X509_R_KEY_VALUES_MISMATCH))
        return settings.key_file + ": " + describe(error);
    if (error || SSL_CTX_check_private_key(context.native_handle()) != 1)
        return settings.key_file + ": is not the key of " + settings.cert_file;
    return "";
}

} // namespace

client_tls make_client_tls(const tls_settings& settings) {
    client_tls made;
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->native_handle(), settings.min_version == tls_version::tls13
                                                                ? TLS1_3_VERSION
                                                                : TLS1_2_VERSION);
    SSL_CTX_set_session_cache_mode(context->native_handle(), SSL_SESS_CACHE_OFF);
    context->set_verify_mode(settings.insecure_skip_verify ? ssl::verify_none : ssl::verify_peer);
    made.fault = load_authorities(*context, settings);
    if (made.fault.empty())
        made.fault = load_own_certificate(*context, settings);
    ERR_clear_error(); // it holds what else was said of a fault, and would be blamed on the next connection
    if (made.fault.empty())
        made.context = std::move(context);
    return made;
}

std::string certificate_name(const tls_settings& settings, const std::string& host) {
    if (!settings.server_name.empty())
        return settings.server_name;
    return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

void ask_for_name(SSL* connection, const std::string& name) {
    boost::system::error_code not_an_address;
    boost::asio::ip::make_address(name, not_an_address);
    if (not_an_address)
        SSL_set_tlsext_host_name(connection, name.c_str());
}

std::function<bool(bool, ssl::verify_context&)> name_verification(const std::string& name) {
    return [check = ssl::host_name_verification(name)](bool trusted, ssl::verify_context& context) {
        if (check(trusted, context))
            return true;
        if (trusted)
            X509_STORE_CTX_set_error(context.native_handle(), X509_V_ERR_HOSTNAME_MISMATCH);
        return false;
    };
}

} // namespace balanced
