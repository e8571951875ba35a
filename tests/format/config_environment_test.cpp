#include "config_files.hpp"

#include <gmock/gmock.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using purpose = file_reference::purpose;

const std::string credential = "/run/credentials/x/edenai-api-key";

config from(variables set, bool credential_exists = false) {
    return config_from_environment(environment_of(std::move(set)), [=](const std::string& path) {
        EXPECT_EQ(path, credential);
        return credential_exists;
    });
}

account_settings account_from(variables set) {
    set.emplace("EDENAI_API_KEY_FILE", "eden.key");
    const config read = from(std::move(set));
    EXPECT_THAT(read.faults, IsEmpty());
    return read.settings.accounts.at(0);
}

std::vector<std::string> faults_with(variables set) {
    set.emplace("EDENAI_API_KEY_FILE", "eden.key");
    return from(std::move(set)).faults;
}

TEST(config_from_environment, HasOneAccountOfDefaults) {
    account_settings expected;
    expected.authorization.file = "eden.key";
    EXPECT_EQ(from({{"EDENAI_API_KEY_FILE", "eden.key"}}).settings, (settings{{expected}, {}}));
}

TEST(config_from_environment, ReadsAllVariables) {
    account_settings expected;
    expected.authorization.file = "eden.key";
    expected.api = api_kind::v2;
    expected.base_url = {false, "127.0.0.1", 4010, ""};
    expected.default_path = false;
    expected.poll_interval = 5min;
    expected.tls.ca_file = "ca.pem";
    expected.token_names.include = {"ci-*", "team a"};
    EXPECT_EQ(account_from({{"EDENAI_API", "v2"},
                            {"EDENAI_BASE_URL", "http://127.0.0.1:4010/"},
                            {"EDENAI_POLL_INTERVAL", "5m"},
                            {"EDENAI_CA_FILE", "ca.pem"},
                            {"EDENAI_TOKEN_NAMES", " ci-* ,,\tteam a, "}}),
              expected);
}

TEST(config_from_environment, ListsTheFilesAsTheyAreNamed) {
    const config read = from({{"EDENAI_API_KEY_FILE", "eden.key"}, {"EDENAI_CA_FILE", "../ca.pem"}});
    EXPECT_THAT(read.files, ElementsAre(AllOf(Field(&file_reference::for_what, purpose::key),
                                              Field(&file_reference::path, "eden.key"),
                                              Field(&file_reference::where, "EDENAI_API_KEY_FILE")),
                                        AllOf(Field(&file_reference::for_what, purpose::ca_certificates),
                                              Field(&file_reference::path, "../ca.pem"),
                                              Field(&file_reference::where, "EDENAI_CA_FILE"))));
}

TEST(config_from_environment, TakesAKeyFromItsVariable) {
    const config read = from({{"EDENAI_API_KEY", " s3cr3t\n"}});
    EXPECT_THAT(read.faults, IsEmpty());
    EXPECT_THAT(read.warnings, IsEmpty());
    EXPECT_THAT(read.files, IsEmpty());
    EXPECT_EQ(read.settings.accounts.at(0).authorization,
              (authorization{authorization::source::inline_text, {}, "s3cr3t"}));
}

TEST(config_from_environment, TakesASystemdCredentialThatExists) {
    const config read = from({{"CREDENTIALS_DIRECTORY", "/run/credentials/x"}}, true);
    EXPECT_THAT(read.faults, IsEmpty());
    EXPECT_EQ(read.settings.accounts.at(0).authorization,
              (authorization{authorization::source::file, credential, {}}));
    ASSERT_THAT(read.files, SizeIs(1));
    EXPECT_EQ(read.files[0].path, credential);
    EXPECT_EQ(read.files[0].where, "CREDENTIALS_DIRECTORY");
}

TEST(config_from_environment, PassesOverACredentialsFolderWithoutTheKey) {
    const config read =
        from({{"CREDENTIALS_DIRECTORY", "/run/credentials/x"}, {"EDENAI_API_KEY", "k"}}, false);
    EXPECT_THAT(read.faults, IsEmpty());
    EXPECT_EQ(read.settings.accounts.at(0).authorization.text, "k");
}

TEST(config_from_environment, SaysHowToGiveAKeyWhereThereIsNone) {
    for (const variables& set : {variables{}, variables{{"EDENAI_API_KEY", ""}, {"EDENAI_API_KEY_FILE", ""}},
                                 variables{{"CREDENTIALS_DIRECTORY", "/run/credentials/x"}}})
        EXPECT_THAT(from(set).faults,
                    ElementsAre(AllOf(HasSubstr("no API key"), HasSubstr("EDENAI_API_KEY_FILE"),
                                      HasSubstr("EDENAI_API_KEY "),
                                      HasSubstr("$CREDENTIALS_DIRECTORY/edenai-api-key"),
                                      HasSubstr("--config.file"))));
}

TEST(config_from_environment, RejectsTwoKeysAndNamesBoth) {
    EXPECT_THAT(from({{"EDENAI_API_KEY_FILE", "f"}, {"EDENAI_API_KEY", "s3cr3t"}}).faults,
                ElementsAre("EDENAI_API_KEY_FILE and EDENAI_API_KEY: only one of them may give the API key"));
    EXPECT_THAT(
        from({{"EDENAI_API_KEY", "s3cr3t"}, {"CREDENTIALS_DIRECTORY", "/run/credentials/x"}}, true).faults,
        ElementsAre("EDENAI_API_KEY and $CREDENTIALS_DIRECTORY/edenai-api-key: only one of them may give "
                    "the API key"));
    EXPECT_THAT(
        from({{"EDENAI_API_KEY_FILE", "f"},
              {"EDENAI_API_KEY", "s3cr3t"},
              {"CREDENTIALS_DIRECTORY", "/run/credentials/x"}},
             true)
            .faults,
        ElementsAre("EDENAI_API_KEY_FILE, EDENAI_API_KEY and $CREDENTIALS_DIRECTORY/edenai-api-key: only "
                    "one of them may give the API key"));
}

TEST(config_from_environment, RejectsAKeyThatIsNoneWithoutShowingIt) {
    EXPECT_THAT(from({{"EDENAI_API_KEY", " \n"}}).faults, ElementsAre("EDENAI_API_KEY: is empty"));
    for (const auto* key : {"s3cr3t\ns3cr3t", "s3cr3t s3cr3t", "s3cr3t\x01", "s3cr3tü"})
        EXPECT_THAT(from({{"EDENAI_API_KEY", key}}).faults,
                    ElementsAre(AllOf(testing::StartsWith("EDENAI_API_KEY: "), Not(HasSubstr("s3cr3t")))));
}

TEST(config_from_environment, TellsAllFaultsAtOnce) {
    EXPECT_THAT(from({{"EDENAI_API", "v4"},
                      {"EDENAI_BASE_URL", "http://example.com/s3cr3t"},
                      {"EDENAI_POLL_INTERVAL", "60"},
                      {"EDENAI_TOKEN_NAMES", " , "}})
                    .faults,
                ElementsAre(HasSubstr("no API key"),
                            "EDENAI_API: must be one of auto, v2, v3, self (did you mean \"v2\"?)",
                            AllOf(HasSubstr("EDENAI_BASE_URL: must be https"), Not(HasSubstr("s3cr3t"))),
                            "EDENAI_POLL_INTERVAL: must be a duration of at least 1s, like 90s",
                            "EDENAI_TOKEN_NAMES: must name at least one glob, like ci-*"));
}

TEST(config_from_environment, SupportsWhatAConfigurationDoes) {
    for (const auto* api : {"auto", "v2", "v3", "self"})
        EXPECT_THAT(faults_with({{"EDENAI_API", api}}), IsEmpty()) << api;
    EXPECT_THAT(faults_with({{"EDENAI_POLL_INTERVAL", "999ms"}}), SizeIs(1));
    EXPECT_THAT(faults_with({{"EDENAI_POLL_INTERVAL", "1s"}}), IsEmpty());
}

TEST(config_from_environment, TakesEmptyVariablesForUnset) {
    account_settings expected;
    expected.authorization.file = "eden.key";
    EXPECT_EQ(account_from({{"EDENAI_API", ""},
                            {"EDENAI_BASE_URL", ""},
                            {"EDENAI_POLL_INTERVAL", ""},
                            {"EDENAI_CA_FILE", ""},
                            {"EDENAI_TOKEN_NAMES", ""},
                            {"EDENAI_API_KEY", ""},
                            {"CREDENTIALS_DIRECTORY", ""}}),
              expected);
}

} // namespace
} // namespace balanced
