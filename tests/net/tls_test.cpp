#include "support/certificate.hpp"
#include "support/temporary_folder.hpp"
#include <balanced/net/tls.hpp>

#include <gmock/gmock.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>

using balanced::make_client_tls;
using balanced::tls_settings;
using balanced::testing::make_certificate;
using balanced::testing::temporary_folder;
using testing::StartsWith;

namespace {

class tls : public testing::Test {
protected:
    temporary_folder folder;
    balanced::testing::certificate own = make_certificate("client");
    tls_settings settings;
};

TEST_F(tls, TheDefaultVerifiesAndSpeaksTls12AndUp) {
    const auto made = make_client_tls(settings);
    ASSERT_EQ(made.fault, "");
    auto* context = made.context->native_handle();
    EXPECT_EQ(SSL_CTX_get_verify_mode(context), SSL_VERIFY_PEER);
    EXPECT_EQ(SSL_CTX_get_min_proto_version(context), TLS1_2_VERSION);
    EXPECT_EQ(SSL_CTX_get_session_cache_mode(context), SSL_SESS_CACHE_OFF);
}

TEST_F(tls, AHigherVersionCanBeDemanded) {
    settings.min_version = balanced::tls_version::tls13;
    const auto made = make_client_tls(settings);
    ASSERT_EQ(made.fault, "");
    EXPECT_EQ(SSL_CTX_get_min_proto_version(made.context->native_handle()), TLS1_3_VERSION);
}

TEST_F(tls, VerificationCanBeSkipped) {
    settings.insecure_skip_verify = true;
    const auto made = make_client_tls(settings);
    ASSERT_EQ(made.fault, "");
    EXPECT_EQ(SSL_CTX_get_verify_mode(made.context->native_handle()), SSL_VERIFY_NONE);
}

TEST_F(tls, ACaFileReplacesTheSystemsAuthorities) {
    settings.ca_file =
        folder.write("ca.pem", own.certificate_pem + make_certificate("other").certificate_pem);
    const auto made = make_client_tls(settings);
    ASSERT_EQ(made.fault, "");
    const auto* objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(made.context->native_handle()));
    EXPECT_EQ(sk_X509_OBJECT_num(objects), 2);
}

TEST_F(tls, AMissingCaFileIsAFault) {
    settings.ca_file = folder.path("ca.pem");
    const auto made = make_client_tls(settings);
    EXPECT_EQ(made.context, nullptr);
    EXPECT_EQ(made.fault, settings.ca_file + ": No such file or directory");
}

TEST_F(tls, ACaFileWithoutACertificateIsAFault) {
    for (const std::string& content : {std::string(), std::string("not a certificate\n"), own.key_pem}) {
        settings.ca_file = folder.write("ca.pem", content);
        const auto made = make_client_tls(settings);
        EXPECT_EQ(made.context, nullptr);
        EXPECT_EQ(made.fault, settings.ca_file + ": no certificate in it") << content;
    }
}

TEST_F(tls, ACaFileIsReadEvenWhereVerificationIsSkipped) {
    settings.ca_file = folder.path("ca.pem");
    settings.insecure_skip_verify = true;
    EXPECT_THAT(make_client_tls(settings).fault, StartsWith(settings.ca_file));
}

TEST_F(tls, AGarbledCertificateIsAFault) {
    std::string garbled = own.certificate_pem;
    garbled.replace(garbled.size() / 2, 4, "????");
    settings.ca_file = folder.write("ca.pem", garbled);
    const auto made = make_client_tls(settings);
    EXPECT_EQ(made.context, nullptr);
    EXPECT_THAT(made.fault, StartsWith(settings.ca_file + ": "));
}

TEST_F(tls, LoadsAnOwnCertificate) {
    settings.cert_file = folder.write("client.pem", own.certificate_pem);
    settings.key_file = folder.write("client.key", own.key_pem);
    const auto made = make_client_tls(settings);
    ASSERT_EQ(made.fault, "");
    EXPECT_NE(SSL_CTX_get0_certificate(made.context->native_handle()), nullptr);
    EXPECT_EQ(SSL_CTX_check_private_key(made.context->native_handle()), 1);
}

TEST_F(tls, ACertificateAndItsKeyBelongTogether) {
    settings.cert_file = folder.write("client.pem", own.certificate_pem);
    settings.key_file = folder.write("client.key", make_certificate("other").key_pem);
    const auto made = make_client_tls(settings);
    EXPECT_EQ(made.context, nullptr);
    EXPECT_EQ(made.fault, settings.key_file + ": is not the key of " + settings.cert_file);
}

TEST_F(tls, OneWithoutTheOtherIsAFault) {
    settings.cert_file = folder.write("client.pem", own.certificate_pem);
    EXPECT_EQ(make_client_tls(settings).fault, settings.cert_file + ": a certificate without a key_file");
    settings.key_file = folder.write("client.key", own.key_pem);
    settings.cert_file.clear();
    EXPECT_EQ(make_client_tls(settings).fault, settings.key_file + ": a key without a cert_file");
}

TEST_F(tls, AnEncryptedKeyIsAFaultAndNeverAQuestion) {
    settings.cert_file = folder.write("client.pem", own.certificate_pem);
    settings.key_file = folder.write("client.key", own.encrypted_key_pem);
    const auto made = make_client_tls(settings);
    EXPECT_EQ(made.context, nullptr);
    EXPECT_EQ(made.fault, settings.key_file + ": is encrypted; only a key without a passphrase can be used");
}

TEST_F(tls, MissingFilesAreFaults) {
    settings.cert_file = folder.path("client.pem");
    settings.key_file = folder.write("client.key", own.key_pem);
    EXPECT_EQ(make_client_tls(settings).fault, settings.cert_file + ": No such file or directory");
    settings.cert_file = folder.write("client.pem", own.certificate_pem);
    settings.key_file = folder.path("none.key");
    EXPECT_EQ(make_client_tls(settings).fault, settings.key_file + ": No such file or directory");
}

TEST_F(tls, AFileOfAnotherKindIsAFault) {
    settings.cert_file = folder.write("client.pem", own.key_pem);
    settings.key_file = folder.write("client.key", own.key_pem);
    EXPECT_THAT(make_client_tls(settings).fault, StartsWith(settings.cert_file + ": "));
    settings.cert_file = folder.write("client.pem", own.certificate_pem);
    settings.key_file = folder.write("client.key", own.certificate_pem);
    EXPECT_THAT(make_client_tls(settings).fault, StartsWith(settings.key_file + ": "));
}

TEST_F(tls, FaultsLeaveNothingInTheErrorQueue) {
    settings.ca_file = folder.write("ca.pem", "nothing");
    make_client_tls(settings);
    EXPECT_EQ(ERR_peek_error(), 0UL);
    settings.ca_file.clear();
    settings.cert_file = folder.write("client.pem", own.certificate_pem);
    settings.key_file = folder.write("client.key", own.encrypted_key_pem);
    make_client_tls(settings);
    EXPECT_EQ(ERR_peek_error(), 0UL);
}

std::string name_asked_for(const std::string& name) {
    boost::asio::ssl::context context(boost::asio::ssl::context::tls_client);
    const std::unique_ptr<SSL, decltype(&SSL_free)> connection(SSL_new(context.native_handle()), SSL_free);
    balanced::ask_for_name(connection.get(), name);
    const char* asked = SSL_get_servername(connection.get(), TLSEXT_NAMETYPE_host_name);
    return asked == nullptr ? "" : asked;
}

TEST(ask_for_name, SendsANameButNoAddress) {
    EXPECT_EQ(name_asked_for("api.example"), "api.example");
    EXPECT_EQ(name_asked_for("127.0.0.1"), "");
    EXPECT_EQ(name_asked_for("::1"), "");
}

TEST(certificate_name, IsTheHostUnlessAnotherIsSet) {
    tls_settings settings;
    EXPECT_EQ(balanced::certificate_name(settings, "api.example"), "api.example");
    EXPECT_EQ(balanced::certificate_name(settings, "api.example."), "api.example");
    settings.server_name = "other.example";
    EXPECT_EQ(balanced::certificate_name(settings, "api.example"), "other.example");
}

} // namespace
