#include "config_files.hpp"

#include <gmock/gmock.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using purpose = file_reference::purpose;

const std::string key = "authorization: {credentials_file: k}";

std::string account_with(const std::string& more) {
    return "accounts:\n  - {" + key + ", " + more + "}\n";
}

TEST(read_accounts, SortsByName) {
    const settings read =
        good_settings("accounts: [{name: b, " + key + "}, {name: B, " + key + "}, {name: a, " + key + "}]");
    ASSERT_THAT(read.accounts, SizeIs(3));
    EXPECT_EQ(read.accounts[0].tracking.account, "B");
    EXPECT_EQ(read.accounts[1].tracking.account, "a");
    EXPECT_EQ(read.accounts[2].tracking.account, "b");
}

TEST(read_accounts, TakesNumbersForNames) {
    EXPECT_EQ(good_settings(account_with("name: 007")).accounts[0].tracking.account, "007");
    EXPECT_EQ(good_settings(account_with("name: true")).accounts[0].tracking.account, "true");
}

TEST(read_accounts, TakesValuesInQuotes) {
    const auto account = good_settings(account_with("poll_interval: \"90s\", body_size_limit: '1MB', "
                                                    "tls_config: {insecure_skip_verify: \"true\"}"))
                             .accounts[0];
    EXPECT_EQ(account.poll_interval, 90s);
    EXPECT_EQ(account.body_size_limit, 1U << 20);
    EXPECT_TRUE(account.tls.insecure_skip_verify);
}

TEST(read_accounts, TakesTheLeastValues) {
    const auto account =
        good_settings(
            account_with("poll_interval: 1s, poll_timeout: 1ms, stale_after: 0s, body_size_limit: 1B"))
            .accounts[0];
    EXPECT_EQ(account.poll_interval, 1s);
    EXPECT_EQ(account.poll_timeout, 1ms);
    EXPECT_EQ(account.tracking.stale_after, 0s);
    EXPECT_EQ(account.body_size_limit, 1U);
}

TEST(read_accounts, LetsTheApiDecideOnThePathWhereNoUrlIsGiven) {
    for (const auto* api : {"auto", "v2", "v3", "self"})
        EXPECT_TRUE(good_settings(account_with("api: " + std::string(api))).accounts[0].default_path) << api;
    const auto account =
        good_settings(account_with("api: v3, base_url: \"https://api.eu.edenai.run/v2/\"")).accounts[0];
    EXPECT_FALSE(account.default_path);
    EXPECT_EQ(account.base_url.path, "/v2") << "as it is given";
    EXPECT_EQ(account.api, api_kind::v3);
}

TEST(read_accounts, AcceptsEmptySections) {
    EXPECT_EQ(good_settings(account_with("token_names: {}, tls_config: {}")),
              good_settings("accounts: [{" + key + "}]"));
}

TEST(read_accounts, TakesAProxysUrlApart) {
    EXPECT_EQ(good_settings(account_with("proxy_url: 'http://me:a%40b@proxy:3128'")).accounts[0].proxy,
              (proxy_server{"proxy", 3128, "me", "a@b"}));
    EXPECT_EQ(good_settings("accounts: [{" + key + "}]").accounts[0].proxy, std::nullopt);
}

TEST(read_accounts, TakesTheEnvironmentsProxyWhereItIsAskedTo) {
    const auto proxy_of = [](const std::string& more, variables set) {
        set.emplace("HTTPS_PROXY", "http://proxy:3128");
        const config read = parsed(account_with(more), std::move(set));
        EXPECT_THAT(read.faults, IsEmpty());
        return read.settings.accounts.at(0).proxy;
    };
    EXPECT_EQ(proxy_of("proxy_from_environment: true", {}), (proxy_server{"proxy", 3128, "", ""}));
    EXPECT_EQ(proxy_of("proxy_from_environment: false", {}), std::nullopt);
    EXPECT_EQ(proxy_of("name: a", {}), std::nullopt);
    EXPECT_EQ(proxy_of("proxy_from_environment: true", {{"NO_PROXY", "api.edenai.run"}}), std::nullopt);
    EXPECT_EQ(proxy_of("proxy_from_environment: true, base_url: 'https://192.0.2.1'",
                       {{"NO_PROXY", "192.0.2.0/24"}}),
              std::nullopt);
    EXPECT_EQ(proxy_of("proxy_from_environment: false, proxy_url: 'http://own:1'", {}),
              (proxy_server{"own", 1, "", ""}));
}

TEST(read_accounts, NamesTheVariableOfABadProxyButNotItsValue) {
    const config read =
        parsed(account_with("proxy_from_environment: true"), {{"HTTPS_PROXY", "http://me:s3cr3t@proxy:x"}});
    EXPECT_THAT(read.faults,
                ElementsAre(testing::AllOf(
                    HasSubstr("f.yml:2:44: proxy_from_environment: HTTPS_PROXY must be a proxy's URL"),
                    Not(HasSubstr("s3cr3t")))));
}

TEST(read_accounts, FindsACredentialInSystemdsFolder) {
    const config read = parsed("accounts: [{authorization: {credential: eden.key}}]",
                               {{"CREDENTIALS_DIRECTORY", "/run/credentials/x.service"}});
    EXPECT_THAT(read.faults, IsEmpty());
    EXPECT_EQ(read.settings.accounts[0].authorization,
              (authorization{authorization::source::file, "/run/credentials/x.service/eden.key", {}}));
    ASSERT_THAT(read.files, SizeIs(1));
    EXPECT_EQ(read.files[0].for_what, purpose::key);
    EXPECT_EQ(read.files[0].path, "/run/credentials/x.service/eden.key");
    EXPECT_EQ(read.files[0].where, "f.yml:1:41");
}

TEST(read_accounts, TakesAnEmptyCredentialsFolderForNone) {
    const config read =
        parsed("accounts: [{authorization: {credential: eden.key}}]", {{"CREDENTIALS_DIRECTORY", ""}});
    EXPECT_THAT(read.faults, ElementsAre(HasSubstr("f.yml:1:41: credential needs $CREDENTIALS_DIRECTORY")));
}

TEST(read_accounts, WarnsOfAKeyInTheConfigurationItself) {
    const config read = parsed("accounts: [{authorization: {credentials: ' s3cr3t '}}]");
    EXPECT_THAT(read.faults, IsEmpty());
    EXPECT_THAT(read.warnings, ElementsAre(testing::AllOf(testing::StartsWith("f.yml:1:29: credentials "),
                                                          Not(HasSubstr("s3cr3t")))));
    EXPECT_EQ(read.settings.accounts[0].authorization,
              (authorization{authorization::source::inline_text, {}, "s3cr3t"}));
    EXPECT_THAT(read.files, IsEmpty());
}

TEST(read_accounts, ResolvesPathsAgainstTheConfigurationsFolder) {
    const auto path = [](const std::string& file, const std::string& named) {
        return parsed("accounts: [{authorization: {credentials_file: " + named + "}}]", {}, file)
            .settings.accounts.at(0)
            .authorization.file;
    };
    EXPECT_EQ(path("/etc/eden/config.yml", "a.key"), "/etc/eden/a.key");
    EXPECT_EQ(path("/etc/eden/config.yml", "keys/a.key"), "/etc/eden/keys/a.key");
    EXPECT_EQ(path("/etc/eden/config.yml", "/run/a.key"), "/run/a.key");
    EXPECT_EQ(path("config.yml", "a.key"), "a.key");
    EXPECT_EQ(path("sub/config.yml", "a.key"), "sub/a.key");
    EXPECT_EQ(path("/config.yml", "a.key"), "/a.key");
}

TEST(read_accounts, ListsNoFileThatIsNamedBadly) {
    const config read = parsed(account_with("tls_config: {ca_file: '', cert_file: [a], key_file: }"));
    EXPECT_THAT(read.files, SizeIs(1)) << "the key";
}

TEST(read_accounts, ComparesNamesOfGoodAccountsOnly) {
    const config read = parsed("accounts: [{name: [], " + key + "}, {name: '', " + key + "}, {" + key + "}]");
    EXPECT_THAT(read.faults,
                ElementsAre(HasSubstr("name must be a text"), HasSubstr("name must not be empty")));
}

TEST(read_accounts, LeavesSpacesInNames) {
    EXPECT_EQ(good_settings(account_with("name: ' a '")).accounts[0].tracking.account, " a ");
}

} // namespace
} // namespace balanced
