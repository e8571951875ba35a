#include "support/certificate.hpp"
#include "support/handshake.hpp"
#include <balanced/net/server_tls.hpp>

#include <gmock/gmock.h>
#include <openssl/err.h>

#include <string>
#include <vector>

namespace balanced {

namespace {

using testing::client_offer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::make_certificate;
using testing::shake_hands;
using ::testing::StartsWith;

class server_tls_test : public ::testing::Test {
protected:
    server_tls_test() {
        settings.certificate = {"", own.certificate_pem, "web.yml:2:9"};
        settings.key = {"", own.key_pem, "web.yml:3:8"};
    }

    std::shared_ptr<boost::asio::ssl::context> made() const {
        server_tls result = make_server_tls(settings);
        EXPECT_THAT(result.faults, IsEmpty());
        return result.context;
    }

    std::vector<std::string> faults() const {
        const server_tls result = make_server_tls(settings);
        EXPECT_EQ(result.context, nullptr);
        EXPECT_EQ(ERR_peek_error(), 0UL);
        return result.faults;
    }

    /// What the server says to a client without a certificate, one with an unknown one, and a trusted one.
    std::vector<bool> answers(client_auth wanted) {
        settings.client_certificates = wanted;
        settings.client_authorities = {"", authority.certificate_pem, "web.yml:4:9"};
        client_offer unknown;
        unknown.own = make_certificate("stranger");
        client_offer trusted;
        trusted.own = make_certificate("friend", authority, "");
        return {shake_hands(made()).accepted, shake_hands(made(), unknown).accepted,
                shake_hands(made(), trusted).accepted};
    }

    /// Whether a client whose certificate bears those names is let in where only `allowed` are.
    bool lets_in(const std::string& names, const std::vector<std::string>& allowed,
                 client_auth wanted = client_auth::require_and_verify) {
        settings.client_certificates = wanted;
        settings.client_authorities = {"", authority.certificate_pem, "web.yml:4:9"};
        settings.client_allowed_sans = allowed;
        client_offer offer;
        offer.own = make_certificate("client", authority, names);
        return shake_hands(made(), offer).accepted;
    }

    testing::certificate own = make_certificate("server");
    testing::certificate authority = make_certificate("authority");
    web_tls_settings settings;
};

TEST_F(server_tls_test, ServesItsCertificateAndSpeaksTls12AndUp) {
    const auto newest = shake_hands(made());
    EXPECT_TRUE(newest.accepted);
    EXPECT_EQ(newest.version, "TLSv1.3");
    EXPECT_EQ(newest.server_name, "server");
    client_offer old;
    old.max_version = TLS1_2_VERSION;
    EXPECT_EQ(shake_hands(made(), old).version, "TLSv1.2");
    old.max_version = TLS1_1_VERSION;
    EXPECT_FALSE(shake_hands(made(), old).accepted);
}

TEST_F(server_tls_test, OldVersionsCanBeAllowedAndNewOnesForbidden) {
    settings.min_version = tls_protocol::tls10;
    client_offer old;
    old.max_version = TLS1_VERSION;
    EXPECT_TRUE(shake_hands(made(), old).accepted);
    settings.max_version = tls_protocol::tls12;
    EXPECT_EQ(shake_hands(made()).version, "TLSv1.2");
    settings.min_version = settings.max_version = tls_protocol::tls13;
    old.max_version = TLS1_2_VERSION;
    EXPECT_FALSE(shake_hands(made(), old).accepted);
}

TEST_F(server_tls_test, NoSessionCanBeResumed) {
    client_offer offer;
    EXPECT_EQ(shake_hands(made(), offer).tickets, 0);
    offer.max_version = TLS1_2_VERSION;
    SSL_CTX* context = made()->native_handle();
    EXPECT_EQ(SSL_CTX_get_session_cache_mode(context), SSL_SESS_CACHE_OFF);
    EXPECT_NE(SSL_CTX_get_options(context) & SSL_OP_NO_TICKET, 0U);
}

TEST_F(server_tls_test, AsksClientsForWhatTheTypeSays) {
    EXPECT_THAT(answers(client_auth::none), ElementsAre(true, true, true));
    EXPECT_THAT(answers(client_auth::request), ElementsAre(true, true, true));
    EXPECT_THAT(answers(client_auth::require_any), ElementsAre(false, true, true));
    EXPECT_THAT(answers(client_auth::verify_if_given), ElementsAre(true, false, true));
    EXPECT_THAT(answers(client_auth::require_and_verify), ElementsAre(false, false, true));
}

TEST_F(server_tls_test, WithoutAuthoritiesOnlyTheSystemsAreTrusted) {
    settings.client_certificates = client_auth::require_and_verify;
    client_offer offer;
    offer.own = make_certificate("friend", authority, "");
    EXPECT_FALSE(shake_hands(made(), offer).accepted);
}

TEST_F(server_tls_test, AllowedNamesAreOfFourKinds) {
    const std::string names =
        "DNS:a.example,IP:10.0.0.1,IP:2001:db8::1,IP:::ffff:10.0.0.2,email:me@a.example,"
        "URI:spiffe://a/b";
    for (const std::string name :
         {"a.example", "10.0.0.1", "2001:db8::1", "10.0.0.2", "me@a.example", "spiffe://a/b"})
        EXPECT_TRUE(lets_in(names, {"other", name})) << name;
    for (const std::string name : {"A.example", "*.example", "client", "10.0.0.3", "DNS:a.example", ""})
        EXPECT_FALSE(lets_in(names, {name})) << name;
}

TEST_F(server_tls_test, AllowedNamesAreDemandedOfEveryClient) {
    EXPECT_FALSE(lets_in("", {"a.example"}));
    EXPECT_FALSE(lets_in("DNS:a.example", {}));
    for (const client_auth wanted :
         {client_auth::request, client_auth::require_any, client_auth::verify_if_given}) {
        EXPECT_TRUE(lets_in("DNS:a.example", {"a.example"}, wanted));
        EXPECT_FALSE(lets_in("DNS:b.example", {"a.example"}, wanted));
        EXPECT_FALSE(shake_hands(made()).accepted) << "without a certificate";
    }
}

TEST_F(server_tls_test, AllowedNamesReplaceNoTrust) {
    settings.client_certificates = client_auth::require_and_verify;
    settings.client_authorities = {"", make_certificate("another").certificate_pem, "web.yml:4:9"};
    settings.client_allowed_sans = {{"a.example"}};
    client_offer offer;
    offer.own = make_certificate("client", authority, "DNS:a.example");
    EXPECT_FALSE(shake_hands(made(), offer).accepted);
}

TEST_F(server_tls_test, SuitesAreChosenAndTheServersOrderCounts) {
    client_offer offer;
    offer.max_version = TLS1_2_VERSION;
    offer.suites = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384";
    settings.cipher_suites = {"ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256"};
    EXPECT_EQ(shake_hands(made(), offer).suite, "ECDHE-ECDSA-AES256-GCM-SHA384");
    settings.prefer_server_cipher_suites = false;
    EXPECT_EQ(shake_hands(made(), offer).suite, "ECDHE-ECDSA-AES128-GCM-SHA256");
    settings.cipher_suites = {"ECDHE-ECDSA-CHACHA20-POLY1305"};
    EXPECT_FALSE(shake_hands(made(), offer).accepted);
    EXPECT_TRUE(shake_hands(made()).accepted) << "TLS 1.3 has its own";
}

TEST_F(server_tls_test, SuitesOfTls13AloneLeaveNothingToEarlierVersions) {
    settings.cipher_suites = {"TLS_AES_128_GCM_SHA256"};
    client_offer offer;
    EXPECT_TRUE(shake_hands(made(), offer).accepted);
    offer.max_version = TLS1_2_VERSION;
    EXPECT_FALSE(shake_hands(made(), offer).accepted);
}

TEST_F(server_tls_test, CurvesAreChosen) {
    settings.curves = {"P-521", "P-384"};
    client_offer offer;
    EXPECT_EQ(shake_hands(made(), offer).curve, NID_secp521r1);
    offer.curves = "P-256";
    EXPECT_FALSE(shake_hands(made(), offer).accepted);
}

TEST_F(server_tls_test, ServesTheChainBehindItsCertificate) {
    const auto leaf = make_certificate("leaf", authority, "DNS:localhost");
    settings.certificate.text = leaf.certificate_pem + authority.certificate_pem;
    settings.key.text = leaf.key_pem;
    STACK_OF(X509)* chain = nullptr;
    const auto context = made();
    SSL_CTX_get0_chain_certs(context->native_handle(), &chain);
    EXPECT_EQ(sk_X509_num(chain), 1);
    EXPECT_EQ(shake_hands(context).server_name, "leaf");
}

TEST_F(server_tls_test, SaysWhatIsWrongWithACertificate) {
    settings.certificate.text = "nothing";
    EXPECT_THAT(faults(), ElementsAre("web.yml:2:9: cert: no certificate in it"));
    settings.certificate.path = "/etc/server.crt";
    EXPECT_THAT(faults(), ElementsAre("web.yml:2:9: /etc/server.crt: no certificate in it"));
    settings.certificate.text = own.certificate_pem;
    settings.certificate.text.replace(settings.certificate.text.size() / 2, 4, "????");
    EXPECT_THAT(faults(), ElementsAre(StartsWith("web.yml:2:9: /etc/server.crt: ")));
}

TEST_F(server_tls_test, SaysWhatIsWrongWithAKey) {
    settings.certificate.path = "/etc/server.crt";
    settings.key.text = own.certificate_pem;
    EXPECT_THAT(faults(), ElementsAre("web.yml:3:8: key: no private key in it"));
    settings.key.text = own.key_pem;
    settings.key.text.replace(settings.key.text.size() / 2, 4, "????");
    EXPECT_THAT(faults(), ElementsAre(StartsWith("web.yml:3:8: key: ")));
    settings.key.text = own.encrypted_key_pem;
    EXPECT_THAT(faults(),
                ElementsAre("web.yml:3:8: key: is encrypted; only a key without a passphrase can be used"));
    settings.key.text = authority.key_pem;
    EXPECT_THAT(faults(), ElementsAre("web.yml:3:8: key: is not the key of /etc/server.crt"));
}

TEST_F(server_tls_test, SaysAllThatIsWrongAtOnce) {
    settings.certificate.text.clear();
    settings.key.text.clear();
    settings.client_certificates = client_auth::require_and_verify;
    settings.client_authorities = {"/etc/ca.pem", own.key_pem, "web.yml:4:19"};
    EXPECT_THAT(faults(), ElementsAre("web.yml:2:9: cert: no certificate in it",
                                      "web.yml:3:8: key: no private key in it",
                                      "web.yml:4:19: /etc/ca.pem: no certificate in it"));
}

} // namespace

} // namespace balanced
