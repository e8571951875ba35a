#include "config_files.hpp"
#include <balanced/format/web_config.hpp>
#include <balanced/format/web_tls.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

web_config read_tls(const std::string& lines, const std::string& file = "web.yml") {
    return parse_web_config("tls_server_config:\n" + lines, file);
}

const std::string pair = "  cert_file: a.crt\n  key_file: a.key\n";

TEST(web_tls, HasTheToolkitsDefaults) {
    const web_config read = read_tls(pair);
    web_tls_settings expected;
    expected.certificate = {"a.crt", "", "web.yml:2:14"};
    expected.key = {"a.key", "", "web.yml:3:13"};
    EXPECT_EQ(read.settings.tls, expected);
    EXPECT_EQ(expected.min_version, tls_protocol::tls12);
    EXPECT_EQ(expected.max_version, tls_protocol::tls13);
    EXPECT_EQ(expected.client_certificates, client_auth::none);
    EXPECT_TRUE(expected.prefer_server_cipher_suites);
}

TEST(web_tls, ReadsEveryKey) {
    const std::string text = file_text(std::string(TEST_DATA_DIR) + "/web_config/valid-full.yml");
    const web_config read = parse_web_config(text, "/etc/eden/web.yml");
    web_tls_settings expected;
    expected.certificate = {"/etc/eden/tls/server.crt", "", "/etc/eden/web.yml:2:14"};
    expected.key = {"/run/server.key", "", "/etc/eden/web.yml:3:13"};
    expected.client_authorities = {"/etc/eden/ca.pem", "", "/etc/eden/web.yml:5:19"};
    expected.client_certificates = client_auth::require_and_verify;
    expected.client_allowed_sans = {{"prometheus.example", "10.0.0.1"}};
    expected.min_version = tls_protocol::tls10;
    expected.max_version = tls_protocol::tls12;
    expected.cipher_suites = {"ECDHE-RSA-AES256-GCM-SHA384", "TLS_AES_128_GCM_SHA256"};
    expected.prefer_server_cipher_suites = false;
    expected.curves = {"X25519", "P-521"};
    EXPECT_EQ(read.settings.tls, expected);
}

TEST(web_tls, TakesThePemTextsThemselves) {
    const std::string text = file_text(std::string(TEST_DATA_DIR) + "/web_config/valid-inline.yml");
    const web_config read = parse_web_config(text, "web.yml");
    ASSERT_TRUE(read.settings.tls);
    EXPECT_EQ(read.settings.tls->certificate.text,
              "-----BEGIN CERTIFICATE-----\nfirst\n-----END CERTIFICATE-----\n");
    EXPECT_THAT(read.settings.tls->key.text, StartsWith("-----BEGIN PRIVATE KEY-----\n"));
    EXPECT_THAT(read.settings.tls->client_authorities.text, testing::HasSubstr("second"));
    EXPECT_EQ(read.settings.tls->certificate.where, "web.yml:2:9");
    EXPECT_EQ(read.settings.tls->certificate.path, "");
}

TEST(web_tls, KnowsAllClientAuthTypes) {
    const std::vector<std::pair<std::string, client_auth>> types{
        {"\"\"", client_auth::none},
        {"NoClientCert", client_auth::none},
        {"RequestClientCert", client_auth::request},
        {"RequireClientCert", client_auth::require_any},
        {"RequireAnyClientCert", client_auth::require_any},
        {"VerifyClientCertIfGiven", client_auth::verify_if_given},
        {"RequireAndVerifyClientCert", client_auth::require_and_verify}};
    for (const auto& [word, meaning] : types) {
        const web_config read = read_tls(pair + "  client_auth_type: " + word + "\n");
        EXPECT_THAT(read.faults, IsEmpty()) << word;
        EXPECT_EQ(read.settings.tls->client_certificates, meaning) << word;
    }
}

TEST(web_tls, OfATextAndAFileTheFileCounts) {
    for (const std::string& text : {"  cert: x\n" + pair, pair + "  cert: x\n"}) {
        const web_config read = read_tls(text);
        EXPECT_THAT(read.faults, IsEmpty());
        EXPECT_EQ(read.settings.tls->certificate.path, "a.crt");
        EXPECT_EQ(read.settings.tls->certificate.text, "");
        EXPECT_THAT(read.notes, ElementsAre(testing::EndsWith(": cert has no effect beside cert_file")));
    }
}

TEST(web_tls, WithoutACertificateItIsOffWhichIsSaid) {
    const web_config read = read_tls("  min_version: TLS13\n");
    EXPECT_THAT(read.faults, IsEmpty());
    EXPECT_EQ(read.settings.tls, std::nullopt);
    EXPECT_THAT(read.notes, ElementsAre("web.yml:1:1: tls_server_config names no cert_file: TLS is off"));
}

TEST(web_tls, NotesListsOfNamesThatNobodyIsAskedFor) {
    const web_config read = read_tls(pair + "  client_allowed_sans: [a]\n");
    EXPECT_THAT(read.faults, IsEmpty());
    EXPECT_THAT(
        read.notes,
        ElementsAre(
            "web.yml:4:3: client_allowed_sans has no effect: client_auth_type asks for no certificate"));
}

TEST(web_tls, NotesThatTheSystemsAuthoritiesAreTrusted) {
    const web_config read = read_tls(pair + "  client_auth_type: RequireAndVerifyClientCert\n");
    EXPECT_THAT(read.faults, IsEmpty());
    EXPECT_THAT(read.notes, ElementsAre(StartsWith("web.yml:4:3: client_auth_type trusts all the system's")));
}

TEST(web_tls, AnEmptyListOfNamesIsAListAndNothingIsNone) {
    const std::string asked = pair + "  client_auth_type: RequireAnyClientCert\n  client_allowed_sans:";
    EXPECT_EQ(read_tls(asked + " []\n").settings.tls->client_allowed_sans, std::vector<std::string>());
    EXPECT_EQ(read_tls(asked + "\n").settings.tls->client_allowed_sans, std::nullopt);
}

} // namespace
} // namespace balanced
