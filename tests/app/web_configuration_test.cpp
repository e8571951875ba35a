#include <balanced/app/web_configuration.hpp>

#include <gmock/gmock.h>
#include <support/certificate.hpp>
#include <support/temporary_folder.hpp>

#include <filesystem>

namespace balanced {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class load_web_config_test : public ::testing::Test {
protected:
    web_configuration load(const std::string& text) const {
        return load_web_config(folder.write("web.yml", text));
    }

    std::string place(const std::string& where) const { return folder.path("web.yml") + ":" + where + ": "; }

    testing::temporary_folder folder;
    testing::certificate own = testing::make_certificate("server");
    const std::string pair = "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n";
};

TEST_F(load_web_config_test, WithoutAFileEverythingIsPlain) {
    const web_configuration loaded = load_web_config("");
    EXPECT_EQ(loaded.tls, nullptr);
    EXPECT_EQ(loaded.settings, web_settings());
    EXPECT_THAT(loaded.faults, IsEmpty());
    EXPECT_FALSE(have_changed(loaded.files));
}

TEST_F(load_web_config_test, AFileThatIsNotThereIsAFault) {
    const std::string path = folder.path("web.yml");
    const web_configuration loaded = load_web_config(path);
    EXPECT_THAT(loaded.faults, ElementsAre(path + ": No such file or directory"));
    EXPECT_FALSE(have_changed(loaded.files));
    folder.write("web.yml", "");
    EXPECT_TRUE(have_changed(loaded.files));
}

TEST_F(load_web_config_test, LoadsTheCertificatesThatItNames) {
    folder.write("server.crt", own.certificate_pem);
    folder.write("server.key", own.key_pem);
    folder.write("ca.crt", own.certificate_pem);
    const web_configuration loaded =
        load(pair + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n");
    EXPECT_THAT(loaded.faults, IsEmpty());
    EXPECT_NE(loaded.tls, nullptr);
    EXPECT_THAT(loaded.files, SizeIs(4));
}

TEST_F(load_web_config_test, TakesThemInlineToo) {
    const auto indented = [](std::string text) {
        for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 5)
            text.replace(at, 1, "\n    ");
        return "|\n    " + text + "\n";
    };
    const web_configuration loaded = load("tls_server_config:\n  cert: " + indented(own.certificate_pem) +
                                          "  key: " + indented(own.key_pem));
    EXPECT_THAT(loaded.faults, IsEmpty());
    EXPECT_NE(loaded.tls, nullptr);
    EXPECT_THAT(loaded.files, SizeIs(1));
}

TEST_F(load_web_config_test, SaysTheFaultsOfAllFilesAtTheirPlaces) {
    folder.write("ca.crt", "");
    const web_configuration loaded =
        load(pair + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: .\n"
                    "basic_auth_users: {alice: password}\n");
    EXPECT_THAT(loaded.faults,
                ElementsAre(StartsWith(place("6:27") + "the password must be a bcrypt hash"),
                            place("2:14") + folder.path("server.crt") + ": No such file or directory",
                            place("3:13") + folder.path("server.key") + ": No such file or directory",
                            place("5:19") + folder.path(".") + ": Is a directory"));
    EXPECT_EQ(loaded.tls, nullptr);
}

TEST_F(load_web_config_test, SaysWhatIsWrongInThem) {
    folder.write("server.crt", own.certificate_pem);
    folder.write("server.key", testing::make_certificate("other").key_pem);
    EXPECT_THAT(load(pair).faults, ElementsAre(place("3:13") + folder.path("server.key") +
                                               ": is not the key of " + folder.path("server.crt")));
}

TEST_F(load_web_config_test, ASectionThatIsIncompleteIsOneFault) {
    folder.write("server.crt", own.certificate_pem);
    EXPECT_THAT(load("tls_server_config:\n  cert_file: server.crt\n").faults,
                ElementsAre(place("1:1") + "tls_server_config needs key_file (or key)"));
}

TEST_F(load_web_config_test, SeesWhenAFileIsAnother) {
    folder.write("server.crt", own.certificate_pem);
    folder.write("server.key", own.key_pem);
    const web_configuration loaded = load(pair);
    EXPECT_FALSE(have_changed(loaded.files));
    std::filesystem::rename(folder.write("new", own.key_pem), folder.path("server.key"));
    EXPECT_TRUE(have_changed(loaded.files));
}

TEST_F(load_web_config_test, TakesTheExample) {
    const std::filesystem::path example = std::filesystem::path(TEST_DATA_DIR) / "../../config/web.yml";
    std::filesystem::copy_file(example, folder.path("web.yml"));
    folder.write("server.crt", own.certificate_pem);
    folder.write("server.key", own.key_pem);
    const web_configuration loaded = load_web_config(folder.path("web.yml"));
    EXPECT_THAT(loaded.faults, IsEmpty());
    EXPECT_THAT(loaded.notes, IsEmpty());
    EXPECT_NE(loaded.tls, nullptr);
    EXPECT_THAT(loaded.settings.users, SizeIs(1));
    EXPECT_THAT(loaded.settings.headers, SizeIs(2));
}

} // namespace
} // namespace balanced
