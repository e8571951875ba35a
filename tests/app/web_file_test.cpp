#include <balanced/app/web_file.hpp>

#include <gmock/gmock.h>
#include <support/temporary_folder.hpp>

namespace balanced {
namespace {

struct web_file_test : ::testing::Test {
    web_file read(const std::string& text) const { return read_web_file(folder.write("web.yml", text)); }
    testing::temporary_folder folder;
};

TEST_F(web_file_test, KnowsWhetherItIsAboutTls) {
    EXPECT_FALSE(read_web_file("").serves_tls);
    EXPECT_FALSE(read("basic_auth_users: {a: b}\n").serves_tls);
    EXPECT_FALSE(read("tls_server_config:\n").serves_tls);
    EXPECT_FALSE(read("tls_server_config: {}\n").serves_tls);
    EXPECT_FALSE(read("[]\n").serves_tls);
    EXPECT_EQ(read("").fault, "");
    const web_file plain = read("tls_server_config: {cert_file: a, key_file: b}\n");
    EXPECT_TRUE(plain.serves_tls);
    EXPECT_FALSE(plain.demands_certificate);
    EXPECT_EQ(plain.fault, "");
}

TEST_F(web_file_test, KnowsWhetherClientsNeedACertificate) {
    for (const char* type : {"RequireAnyClientCert", "RequireAndVerifyClientCert"})
        EXPECT_TRUE(
            read(std::string("tls_server_config: {client_auth_type: ") + type + "}\n").demands_certificate);
    for (const char* type : {"NoClientCert", "RequestClientCert", "VerifyClientCertIfGiven"})
        EXPECT_FALSE(
            read(std::string("tls_server_config: {client_auth_type: ") + type + "}\n").demands_certificate);
}

TEST_F(web_file_test, SaysWhyItCannotBeRead) {
    EXPECT_EQ(read_web_file("/nowhere/web.yml").fault, "/nowhere/web.yml: No such file or directory");
    EXPECT_THAT(read("a: [").fault, ::testing::StartsWith(folder.path("web.yml") + ":1:"));
}

} // namespace
} // namespace balanced
