#include <balanced/format/phrase.hpp>
#include <balanced/net/server_tls.hpp>

#include <boost/asio/ip/address.hpp>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>

namespace ssl = boost::asio::ssl;

namespace balanced {

namespace {

using bio_pointer = std::unique_ptr<BIO, decltype(&BIO_free)>;
using certificate_pointer = std::unique_ptr<X509, decltype(&X509_free)>;
using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using names_pointer = std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)>;

/// What a client's certificate has to be.
struct client_policy {
    bool trusted = false; ///< its chain must be good
    std::optional<std::vector<std::string>> allowed_sans;

    bool allows(const std::string& name) const {
        return std::ranges::find(*allowed_sans, name) != allowed_sans->end();
    }
};

std::string text_of(const ASN1_STRING* string) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
            static_cast<std::size_t>(ASN1_STRING_length(string))};
}

/// As Go prints it: an IPv4 address in an IPv6 one is an IPv4 address.
std::string address_text(const std::string& bytes) {
    namespace ip = boost::asio::ip;
    ip::address_v4::bytes_type v4{};
    ip::address_v6::bytes_type v6{};
    if (bytes.size() == v4.size()) {
        std::ranges::copy(bytes, v4.begin());
        return ip::make_address_v4(v4).to_string();
    }
    if (bytes.size() != v6.size())
        return {};
    std::ranges::copy(bytes, v6.begin());
    const auto address = ip::make_address_v6(v6);
    return address.is_v4_mapped() ? ip::make_address_v4(ip::v4_mapped, address).to_string()
                                  : address.to_string();
}

/// An alternative name of the four kinds that the toolkit knows, else nothing.
std::string san_text(const GENERAL_NAME& name) {
    switch (name.type) {
    case GEN_DNS:
        return text_of(name.d.dNSName);
    case GEN_EMAIL:
        return text_of(name.d.rfc822Name);
    case GEN_URI:
        return text_of(name.d.uniformResourceIdentifier);
    case GEN_IPADD:
        return address_text(text_of(name.d.iPAddress));
    default:
        return {};
    }
}

bool bears_allowed_san(const X509* certificate, const client_policy& policy) {
    const names_pointer names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        GENERAL_NAMES_free);
    for (int at = 0; at < sk_GENERAL_NAME_num(names.get()); ++at) {
        const std::string name = san_text(*sk_GENERAL_NAME_value(names.get(), at));
        if (!name.empty() && policy.allows(name))
            return true;
    }
    return false;
}

void free_policy(void*, void* policy, CRYPTO_EX_DATA*, int, long, void*) {
    delete static_cast<client_policy*>(policy);
}

/// Where a context keeps its policy, which goes with it.
int policy_index() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_policy);
    return index;
}

/// In the place of OpenSSL's own check of a client's chain.
int verify_client(X509_STORE_CTX* chain, void*) {
    const auto* connection =
        static_cast<SSL*>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
    const auto* policy =
        static_cast<client_policy*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), policy_index()));
    if (policy->trusted && X509_verify_cert(chain) != 1)
        return 0;
    if (!policy->allowed_sans || bears_allowed_san(X509_STORE_CTX_get0_cert(chain), *policy))
        return 1;
    X509_STORE_CTX_set_error(chain, X509_V_ERR_APPLICATION_VERIFICATION);
    return 0;
}

int protocol_number(tls_protocol version) {
    return TLS1_VERSION + static_cast<int>(version);
}

/// What OpenSSL said last; `nothing` where it found no PEM at all.
std::string reason(std::string_view nothing) {
    const unsigned long last = ERR_peek_last_error();
    const bool no_pem = ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
    const char* text = ERR_reason_error_string(last);
    return std::string(no_pem || text == nullptr ? nothing : text);
}

/// How a fault names a source: by its file, else by its key.
std::string name(const pem_source& source, std::string_view key) {
    return source.path.empty() ? std::string(key) : source.path;
}

bio_pointer open(const pem_source& source) {
    return {BIO_new_mem_buf(source.text.data(), static_cast<int>(source.text.size())), BIO_free};
}

struct read_certificates {
    std::vector<certificate_pointer> all;
    std::string fault; ///< empty where there is at least one, and nothing else that begins like one
};

read_certificates read(const pem_source& source) {
    ERR_clear_error();
    read_certificates result;
    const bio_pointer pem = open(source);
    while (X509* one = PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr))
        result.all.emplace_back(one, X509_free);
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (result.all.empty() || !at_end)
        result.fault = reason("no certificate in it");
    return result;
}

/// Without it OpenSSL would ask on the terminal.
int refuse_to_ask(char*, int, int, void* asked) {
    *static_cast<bool*>(asked) = true;
    return -1;
}

std::string load_certificate(SSL_CTX* context, const web_tls_settings& settings) {
    const auto [chain, fault] = read(settings.certificate);
    if (!fault.empty())
        return fault;
    bool good = SSL_CTX_use_certificate(context, chain.front().get()) == 1;
    for (std::size_t i = 1; i < chain.size() && good; ++i)
        good = SSL_CTX_add1_chain_cert(context, chain[i].get()) == 1;
    return good ? "" : reason("cannot be used");
}

std::string load_key(SSL_CTX* context, const web_tls_settings& settings, bool has_certificate) {
    ERR_clear_error();
    bool encrypted = false;
    const key_pointer key(
        PEM_read_bio_PrivateKey(open(settings.key).get(), nullptr, refuse_to_ask, &encrypted), EVP_PKEY_free);
    if (encrypted)
        return "is encrypted; only a key without a passphrase can be used";
    // OpenSSL calls what is no key at all unsupported.
    if (!key)
        return settings.key.text.find("PRIVATE KEY-----") == std::string::npos ? "no private key in it"
                                                                               : reason("cannot be read");
    if (has_certificate &&
        (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1))
        return "is not the key of " + name(settings.certificate, "cert");
    return "";
}

std::string load_client_authorities(SSL_CTX* context, const web_tls_settings& settings) {
    if (!settings.client_authorities.is_given()) {
        if (settings.client_certificates >= client_auth::verify_if_given)
            SSL_CTX_set_default_verify_paths(context);
        return "";
    }
    const auto [authorities, fault] = read(settings.client_authorities);
    for (const certificate_pointer& one : authorities) {
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context), one.get());
        SSL_CTX_add_client_CA(context, one.get());
    }
    return fault;
}

void set_client_policy(SSL_CTX* context, const web_tls_settings& settings) {
    const client_auth wanted = settings.client_certificates;
    if (wanted == client_auth::none)
        return;
    auto policy = std::make_unique<client_policy>();
    policy->trusted = wanted >= client_auth::verify_if_given;
    policy->allowed_sans = settings.client_allowed_sans;
    // A client without a certificate bears none of the allowed names.
    const bool required = wanted == client_auth::require_any || wanted == client_auth::require_and_verify ||
                          settings.client_allowed_sans;
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
    SSL_CTX_set_cert_verify_callback(context, verify_client, nullptr);
    if (SSL_CTX_set_ex_data(context, policy_index(), policy.get()) != 1)
        throw std::bad_alloc();
    static_cast<void>(policy.release());
}

/// Versions, suites and curves; false where OpenSSL does not know one.
bool set_protocols(SSL_CTX* context, const web_tls_settings& settings) {
    // TLS 1.3 has suites of its own, which cannot be chosen.
    std::vector<std::string> suites = settings.cipher_suites;
    std::erase_if(suites, [](const std::string& suite) { return suite.starts_with("TLS_"); });
    const bool only_tls13 = suites.empty() && !settings.cipher_suites.empty();
    const tls_protocol least = only_tls13 ? tls_protocol::tls13 : settings.min_version;
    SSL_CTX_set_min_proto_version(context, protocol_number(least));
    SSL_CTX_set_max_proto_version(context, protocol_number(settings.max_version));
    // OpenSSL's usual level forbids the signatures of TLS 1.0 and 1.1.
    if (least < tls_protocol::tls12)
        SSL_CTX_set_security_level(context, 0);
    if (settings.prefer_server_cipher_suites)
        SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
    return (suites.empty() || SSL_CTX_set_cipher_list(context, joined(suites, ":").c_str()) == 1) &&
           (settings.curves.empty() ||
            SSL_CTX_set1_groups_list(context, joined(settings.curves, ":").c_str()) == 1);
}

void forbid_resumption(SSL_CTX* context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_num_tickets(context, 0);
}

} // namespace

server_tls make_server_tls(const web_tls_settings& settings) {
    server_tls made;
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* native = context->native_handle();
    const auto add_fault = [&](const pem_source& source, std::string_view key, const std::string& why) {
        if (!why.empty())
            made.faults.push_back(source.where + ": " + name(source, key) + ": " + why);
        return why.empty();
    };
    if (!set_protocols(native, settings))
        made.faults.push_back(settings.certificate.where + ": OpenSSL: " + reason("bad suites or curves"));
    const bool has_certificate = add_fault(settings.certificate, "cert", load_certificate(native, settings));
    add_fault(settings.key, "key", load_key(native, settings, has_certificate));
    add_fault(settings.client_authorities, "client_ca", load_client_authorities(native, settings));
    set_client_policy(native, settings);
    forbid_resumption(native);
    ERR_clear_error(); // it holds what else was said of a fault, and would be blamed on the next connection
    if (made.faults.empty())
        made.context = std::move(context);
    return made;
}

} // namespace balanced
