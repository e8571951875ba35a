#include "simulator/certificates.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <stdexcept>

namespace balanced::simulator {

namespace {

template <auto release>
struct releaser {
    template <class T>
    void operator()(T* object) const {
        release(object);
    }
};

using key_pointer = std::unique_ptr<EVP_PKEY, releaser<EVP_PKEY_free>>;
using certificate_pointer = std::unique_ptr<X509, releaser<X509_free>>;
using extension_pointer = std::unique_ptr<X509_EXTENSION, releaser<X509_EXTENSION_free>>;
using file_pointer = std::unique_ptr<BIO, releaser<BIO_free>>;

constexpr long hour = 3600;
constexpr long day = 24 * hour;

struct certified_key {
    key_pointer key;
    certificate_pointer certificate;
};

struct extension {
    int id;
    std::string value;
};

void require(bool good) {
    if (!good)
        throw std::runtime_error("OpenSSL cannot make a certificate");
}

void set_serial_number(X509* certificate) {
    std::uint64_t number = 0;
    require(RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof number) == 1);
    require(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), number >> 1U) == 1);
}

void add(X509* certificate, X509* issuer, const extension& what) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const extension_pointer made(X509V3_EXT_conf_nid(nullptr, &context, what.id, what.value.c_str()));
    require(made && X509_add_ext(certificate, made.get(), -1) == 1);
}

/// A new key and its certificate, `age` seconds old, signed by `issuer`, or by itself where that is null.
certified_key make(const std::string& name, long age, const certified_key* issuer,
                   std::initializer_list<extension> extensions) {
    certified_key made{key_pointer(EVP_EC_gen("P-256")), certificate_pointer(X509_new())};
    X509* certificate = made.certificate.get();
    require(made.key && certificate != nullptr);
    X509* signer = issuer == nullptr ? certificate : issuer->certificate.get();
    EVP_PKEY* signing_key = issuer == nullptr ? made.key.get() : issuer->key.get();

    require(X509_set_version(certificate, X509_VERSION_3) == 1);
    set_serial_number(certificate);
    require(X509_gmtime_adj(X509_getm_notBefore(certificate), -age) != nullptr);
    require(X509_gmtime_adj(X509_getm_notAfter(certificate), day - age + hour) != nullptr);
    require(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0) == 1);
    require(X509_set_issuer_name(certificate, X509_get_subject_name(signer)) == 1);
    require(X509_set_pubkey(certificate, made.key.get()) == 1);
    add(certificate, signer, {NID_subject_key_identifier, "hash"});
    for (const extension& each : extensions)
        add(certificate, signer, each);
    require(X509_sign(certificate, signing_key, EVP_sha256()) > 0);
    return made;
}

certified_key make_authority(const std::string& name) {
    return make(
        name, hour, nullptr,
        {{NID_basic_constraints, "critical,CA:TRUE"}, {NID_key_usage, "critical,keyCertSign,cRLSign"}});
}

file_pointer open(const std::filesystem::path& path) {
    file_pointer file(BIO_new_file(path.c_str(), "w"));
    require(file != nullptr);
    return file;
}

std::string write(const certificate_pointer& certificate, const std::filesystem::path& path) {
    require(PEM_write_bio_X509(open(path).get(), certificate.get()) == 1);
    return path;
}

std::string write(const key_pointer& key, const std::filesystem::path& path) {
    require(PEM_write_bio_PKCS8PrivateKey(open(path).get(), key.get(), nullptr, nullptr, 0, nullptr,
                                          nullptr) == 1);
    return path;
}

} // namespace

certificate_files write_certificates(const std::filesystem::path& folder, const std::string& host,
                                     bool expired) {
    const certified_key authority = make_authority("Simulated authority");
    const certified_key unrelated = make_authority("Unrelated authority");
    const certified_key server = make(host, expired ? 2 * day + hour : hour, &authority,
                                      {{NID_basic_constraints, "critical,CA:FALSE"},
                                       {NID_authority_key_identifier, "keyid"},
                                       {NID_ext_key_usage, "serverAuth"},
                                       {NID_subject_alt_name, "DNS:" + host + ",IP:127.0.0.1"}});
    const certified_key client = make("client", hour, &authority,
                                      {{NID_basic_constraints, "critical,CA:FALSE"},
                                       {NID_authority_key_identifier, "keyid"},
                                       {NID_ext_key_usage, "clientAuth"}});
    certificate_files files;
    files.authority = write(authority.certificate, folder / "ca.pem");
    files.unrelated_authority = write(unrelated.certificate, folder / "unrelated-ca.pem");
    files.server = write(server.certificate, folder / "server.pem");
    files.server_key = write(server.key, folder / "server.key");
    files.client = write(client.certificate, folder / "client.pem");
    files.client_key = write(client.key, folder / "client.key");
    return files;
}

} // namespace balanced::simulator
