#pragma once
#include "support/certificate.hpp"

#include <boost/asio/ssl/context.hpp>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

// A TLS handshake in memory: what a client and a server context make of each other.

namespace balanced::testing {

/// What a client offers beside OpenSSL's defaults.
struct client_offer {
    std::optional<certificate> own{};
    int max_version = 0;  ///< 0 = the newest
    std::string suites{}; ///< of TLS 1.2, OpenSSL's names
    std::string curves{};
};

struct handshake {
    bool accepted = false; ///< by the server, to the end
    std::string version{};
    std::string suite{};
    std::string server_name{}; ///< the common name of the server's certificate
    int curve = 0;             ///< NID
    int tickets = 0;           ///< to resume the session with
};

inline std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> client_context(const client_offer& offer) {
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> made(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_set_security_level(made.get(), 0);
    SSL_CTX_set_min_proto_version(made.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(made.get(), offer.max_version);
    SSL_CTX_set_session_cache_mode(made.get(), SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(made.get(), [](SSL* connection, SSL_SESSION*) {
        ++static_cast<handshake*>(SSL_get_app_data(connection))->tickets;
        return 0;
    });
    if (!offer.suites.empty())
        SSL_CTX_set_cipher_list(made.get(), offer.suites.c_str());
    if (!offer.curves.empty())
        SSL_CTX_set1_groups_list(made.get(), offer.curves.c_str());
    return made;
}

inline void show_certificate(SSL* client, const certificate& own) {
    const auto open = [](const std::string& text) {
        return std::unique_ptr<BIO, decltype(&BIO_free)>(
            BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
    };
    const std::unique_ptr<X509, decltype(&X509_free)> shown(
        PEM_read_bio_X509(open(own.certificate_pem).get(), nullptr, nullptr, nullptr), X509_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(open(own.key_pem).get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    SSL_use_certificate(client, shown.get());
    SSL_use_PrivateKey(client, key.get());
}

inline std::string common_name(SSL* client) {
    const std::unique_ptr<X509, decltype(&X509_free)> shown(SSL_get1_peer_certificate(client), X509_free);
    std::string name(64, '\0');
    const int length = shown ? X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName,
                                                         name.data(), static_cast<int>(name.size()))
                             : 0;
    name.resize(static_cast<std::size_t>(std::max(length, 0)));
    return name;
}

/// The server's context may go meanwhile: only its connection stays.
inline handshake shake_hands(std::shared_ptr<boost::asio::ssl::context> server_context,
                             const client_offer& offer = {}) {
    using connection = std::unique_ptr<SSL, decltype(&SSL_free)>;
    handshake result;
    const auto client_side = client_context(offer);
    const connection client(SSL_new(client_side.get()), SSL_free);
    const connection server(SSL_new(server_context->native_handle()), SSL_free);
    server_context.reset();
    if (offer.own)
        show_certificate(client.get(), *offer.own);
    SSL_set_app_data(client.get(), &result);
    BIO* client_end = nullptr;
    BIO* server_end = nullptr;
    BIO_new_bio_pair(&client_end, 1 << 16, &server_end, 1 << 16);
    SSL_set_bio(client.get(), client_end, client_end);
    SSL_set_bio(server.get(), server_end, server_end);
    SSL_set_connect_state(client.get());
    SSL_set_accept_state(server.get());
    for (int round = 0; round < 8; ++round) {
        SSL_do_handshake(client.get());
        result.accepted = SSL_do_handshake(server.get()) == 1;
    }
    char byte = 0;
    SSL_read(client.get(), &byte, 1); // whatever comes behind the handshake
    ERR_clear_error();
    if (!result.accepted)
        return result;
    result.version = SSL_get_version(server.get());
    result.suite = SSL_get_cipher_name(server.get());
    result.server_name = common_name(client.get());
    result.curve = static_cast<int>(SSL_get_negotiated_group(server.get()));
    return result;
}

} // namespace balanced::testing
