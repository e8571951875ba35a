#include <balanced/app/configuration.hpp>

#include <gmock/gmock.h>
#include <support/temporary_folder.hpp>

#include <cstdlib>

namespace balanced {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// An environment with these variables of ours and no others.
class configuration : public ::testing::Test {
protected:
    void SetUp() override { TearDown(); }
    void TearDown() override {
        for (const char* name :
             {"EDENAI_API_KEY", "EDENAI_API_KEY_FILE", "EDENAI_API", "EDENAI_BASE_URL",
              "EDENAI_POLL_INTERVAL", "EDENAI_CA_FILE", "EDENAI_TOKEN_NAMES", "CREDENTIALS_DIRECTORY"})
            ::unsetenv(name);
    }
    static void set(const char* name, const std::string& value) { ::setenv(name, value.c_str(), 1); }

    static config load(const std::string& file) {
        options options;
        options.config_file = file;
        return load_configuration(options, {});
    }

    testing::temporary_folder folder;
};

TEST_F(configuration, AFileThatIsNotThereIsAFault) {
    EXPECT_THAT(load(folder.path("none.yml")).faults,
                ElementsAre(folder.path("none.yml") + ": No such file or directory"));
}

TEST_F(configuration, KeyFilesAreCheckedWhereTheyAreNamed) {
    folder.write("empty.key", " \n");
    folder.write("lines.key", "one\ntwo\n");
    folder.write("good.key", "sk-eden-good\n");
    const std::string file =
        folder.write("c.yml", "accounts:\n"
                              "  - name: a\n    authorization: {credentials_file: missing.key}\n"
                              "  - name: b\n    authorization: {credentials_file: empty.key}\n"
                              "  - name: c\n    authorization: {credentials_file: lines.key}\n"
                              "  - name: d\n    authorization: {credentials_file: good.key}\n");
    const config loaded = load(file);
    ASSERT_EQ(loaded.faults.size(), 3U);
    EXPECT_THAT(loaded.faults[0], HasSubstr(file + ":3:"));
    EXPECT_THAT(loaded.faults[0], HasSubstr("No such file or directory"));
    EXPECT_THAT(loaded.faults[1], HasSubstr("empty"));
    EXPECT_THAT(loaded.faults[2], HasSubstr("several lines"));
}

TEST_F(configuration, AuthoritiesThatAreNoneAreAFault) {
    folder.write("ca.pem", "not a certificate");
    folder.write("a.key", "sk-eden-good");
    const std::string file = folder.write(
        "c.yml",
        "accounts:\n  - authorization: {credentials_file: a.key}\n    tls_config: {ca_file: ca.pem}\n");
    const config loaded = load(file);
    ASSERT_EQ(loaded.faults.size(), 1U);
    EXPECT_THAT(loaded.faults[0], HasSubstr(file + ":3:"));
    EXPECT_THAT(loaded.faults[0], HasSubstr("ca.pem"));
}

TEST_F(configuration, NoFaultHidesAnother) {
    folder.write("a.key", "one\ntwo");
    folder.write("a.pem", "not a certificate");
    const std::string file = folder.write("c.yml", "accounts:\n"
                                                   "  - authorization: {credentials_file: a.key}\n"
                                                   "    tls_config:\n"
                                                   "      ca_file: none.pem\n"
                                                   "      cert_file: a.pem\n"
                                                   "      key_file: none.pem\n"
                                                   "    bogus: 1\n");
    const config loaded = load(file);
    EXPECT_THAT(loaded.faults, UnorderedElementsAre(HasSubstr(":7:5: "), HasSubstr(":2:39: "),
                                                    HasSubstr(":4:16: "), HasSubstr(":6:17: ")));
}

TEST_F(configuration, AKeyInThePlaceOfItsFileIsNotShown) {
    set("EDENAI_API_KEY_FILE", "sk-eden-secret");
    const config loaded = load("");
    EXPECT_THAT(loaded.faults, ElementsAre("EDENAI_API_KEY_FILE: key file: No such file or directory"));
}

TEST_F(configuration, AManagementKeyIsAKeyForEveryApi) {
    folder.write("a.key", "mgmt-eden-secret");
    set("EDENAI_API_KEY_FILE", folder.path("a.key"));
    for (const char* api : {"auto", "v2", "v3", "self"}) {
        set("EDENAI_API", api);
        EXPECT_THAT(load("").faults, IsEmpty()) << api;
    }
}

TEST_F(configuration, TheEnvironmentIsOneAccount) {
    set("EDENAI_API_KEY", "sk-eden-1");
    set("EDENAI_POLL_INTERVAL", "5s");
    const config loaded = load("");
    EXPECT_THAT(loaded.faults, IsEmpty());
    ASSERT_EQ(loaded.settings.accounts.size(), 1U);
    EXPECT_EQ(loaded.settings.accounts[0].tracking.account, "default");
    EXPECT_EQ(loaded.settings.accounts[0].poll_interval, std::chrono::seconds(5));
}

TEST_F(configuration, EveryAccountsResetsGoByTheSameCalendar) {
    folder.write("a.key", "sk-eden-1");
    options options;
    options.config_file = folder.write("c.yml", "accounts:\n"
                                                "  - {name: a, authorization: {credentials_file: a.key}}\n"
                                                "  - {name: b, authorization: {credentials_file: a.key}}\n");
    const auto calendar = std::make_shared<const reset_calendar>();
    const config loaded = load_configuration(options, calendar);
    ASSERT_EQ(loaded.settings.accounts.size(), 2U);
    for (const account_settings& account : loaded.settings.accounts)
        EXPECT_EQ(account.tracking.calendar, calendar);
    EXPECT_EQ(load_configuration(options, calendar).settings, loaded.settings) << "nothing has changed";
}

TEST_F(configuration, ASystemdCredentialCountsWhereItIsThere) {
    set("CREDENTIALS_DIRECTORY", folder.path(""));
    EXPECT_EQ(load("").faults.size(), 1U) << "no key at all";
    folder.write("edenai-api-key", "sk-eden-1\n");
    EXPECT_THAT(load("").faults, IsEmpty());
}

} // namespace
} // namespace balanced
