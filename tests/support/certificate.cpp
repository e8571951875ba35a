#include "support/certificate.hpp"

#include <boost/asio/buffer.hpp>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace balanced::testing {

namespace {

namespace ssl = boost::asio::ssl;

using key_ptr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using x509_ptr = std::unique_ptr<X509, decltype(&X509_free)>;
using bio_ptr = std::unique_ptr<BIO, decltype(&BIO_free)>;

void require(bool good) {
    if (!good)
        throw std::runtime_error("OpenSSL cannot make a certificate");
}

std::string text_of(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* from) {
    const bio_ptr bio(BIO_new(BIO_s_mem()), BIO_free);
    require(PEM_write_bio_X509(bio.get(), from) == 1);
    return text_of(bio.get());
}

std::string pem_of(EVP_PKEY* from, const EVP_CIPHER* cipher) {
    const bio_ptr bio(BIO_new(BIO_s_mem()), BIO_free);
    std::array<unsigned char, 6> passphrase{'s', 'e', 's', 'a', 'm', 'e'};
    require(PEM_write_bio_PKCS8PrivateKey(
                bio.get(), from, cipher, cipher ? reinterpret_cast<char*>(passphrase.data()) : nullptr,
                cipher ? static_cast<int>(passphrase.size()) : 0, nullptr, nullptr) == 1);
    return text_of(bio.get());
}

bio_ptr opened(const std::string& text) {
    return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
}

void add_extension(X509* to, int id, const std::string& value) {
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str()), X509_EXTENSION_free);
    require(extension && X509_add_ext(to, extension.get(), -1) == 1);
}

void sign(X509* made, const certificate& authority) {
    const key_ptr key(PEM_read_bio_PrivateKey(opened(authority.key_pem).get(), nullptr, nullptr, nullptr),
                      EVP_PKEY_free);
    const x509_ptr issuer(
        PEM_read_bio_X509(opened(authority.certificate_pem).get(), nullptr, nullptr, nullptr), X509_free);
    require(key && issuer);
    X509_set_issuer_name(made, X509_get_subject_name(issuer.get()));
    require(X509_sign(made, key.get(), EVP_sha256()) > 0);
}

} // namespace

certificate make_certificate(const std::string& common_name) {
    return make_certificate(common_name, {}, {});
}

certificate make_certificate(const std::string& common_name, const certificate& authority,
                             const std::string& alternative_names) {
    const key_ptr key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const x509_ptr made(X509_new(), X509_free);
    require(key && made);
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 86400);
    X509_NAME* name = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
    X509_set_issuer_name(made.get(), name);
    X509_set_pubkey(made.get(), key.get());
    if (!alternative_names.empty())
        add_extension(made.get(), NID_subject_alt_name, alternative_names);
    if (authority.key_pem.empty())
        add_extension(made.get(), NID_basic_constraints, "critical,CA:TRUE");
    require(X509_sign(made.get(), key.get(), EVP_sha256()) > 0);
    if (!authority.key_pem.empty())
        sign(made.get(), authority);
    return {pem_of(made.get()), pem_of(key.get(), nullptr), pem_of(key.get(), EVP_aes_256_cbc())};
}

std::shared_ptr<ssl::context> server_with(const certificate& own) {
    auto made = std::make_shared<ssl::context>(ssl::context::tls_server);
    made->use_certificate_chain(boost::asio::buffer(own.certificate_pem));
    made->use_private_key(boost::asio::buffer(own.key_pem), ssl::context::pem);
    return made;
}

std::shared_ptr<ssl::context> client_of(const certificate& trusted) {
    auto made = std::make_shared<ssl::context>(ssl::context::tls_client);
    made->add_certificate_authority(boost::asio::buffer(trusted.certificate_pem));
    made->set_verify_mode(ssl::verify_peer);
    return made;
}

} // namespace balanced::testing
