#include "config_files.hpp"
#include <balanced/format/config.hpp>
#include <balanced/format/config_keys.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>
#include <utility>
#include <vector>

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
using testing::UnorderedElementsAre;
using purpose = file_reference::purpose;

const std::string folder = std::string(TEST_DATA_DIR) + "/config/";
const std::string example = std::string(TEST_DATA_DIR) + "/../../config/edenai-balanced.yml";

std::vector<std::string> names_beginning(const std::string& prefix) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().filename().string().starts_with(prefix) && entry.path().extension() == ".yml")
            names.push_back(entry.path().stem().string());
    }
    std::ranges::sort(names);
    return names;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

config parsed_file(const std::string& name) {
    return parsed(file_text(folder + name + ".yml"), {}, name + ".yml");
}

class invalid_configuration : public testing::TestWithParam<std::string> {};

TEST_P(invalid_configuration, HasTheFaultsWrittenBesideIt) {
    const std::vector<std::string> expected = lines_of(file_text(folder + GetParam() + ".txt"));
    EXPECT_THAT(expected, Not(IsEmpty()));
    EXPECT_EQ(parsed_file(GetParam()).faults, expected);
}

TEST_P(invalid_configuration, ShowsNoSecretInFaultsOrWarnings) {
    const config read = parsed_file(GetParam());
    for (const auto* messages : {&read.faults, &read.warnings})
        EXPECT_THAT(*messages, testing::Each(Not(HasSubstr("s3cr3t"))));
}

INSTANTIATE_TEST_SUITE_P(files, invalid_configuration, testing::ValuesIn(names_beginning("invalid-")),
                         [](const auto& one) {
                             std::string name = one.param;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

TEST(parse_config, FindsNothingInTheValidFiles) {
    const auto names = names_beginning("valid-");
    EXPECT_THAT(names, SizeIs(testing::Ge(5U)));
    for (const std::string& name : names) {
        EXPECT_THAT(parsed_file(name).faults, IsEmpty()) << name;
        EXPECT_THAT(parsed_file(name).warnings, IsEmpty()) << name;
    }
}

TEST(parse_config, HasTheDocumentedDefaults) {
    const config read = parsed_file("valid-minimal");
    account_settings expected;
    expected.authorization = {authorization::source::file, "edenai.key", {}};
    EXPECT_EQ(read.settings, (settings{{expected}, {}}));
    EXPECT_EQ(expected.tracking.account, "default");
    EXPECT_EQ(expected.poll_interval, 1min);
    EXPECT_EQ(expected.poll_timeout, 10s);
    EXPECT_EQ(expected.body_size_limit, 64U * 1024 * 1024);
    EXPECT_EQ(expected.tracking.stale_after, 1h);
    EXPECT_EQ(expected.tracking.balance, (balance_thresholds{true, {10, false}, {2, false}}));
    EXPECT_EQ(expected.tracking.runway, (runway_thresholds{true, 3 * 24h, 12h}));
    EXPECT_EQ(expected.tracking.expiry, (expiry_thresholds{true, 14 * 24h, 2 * 24h}));
    EXPECT_EQ(expected.tracking.hysteresis, 0.1);
    EXPECT_EQ(expected.tracking.forecast, (forecast_settings{6h, 15min}));
}

TEST(parse_config, ReadsEveryKey) {
    const settings read = parsed_file("valid-full").settings;
    ASSERT_THAT(read.accounts, SizeIs(2));
    tracking_settings tracking;
    tracking.account = "production";
    tracking.balance = {true, {25.5, false}, {5, false}};
    tracking.runway = {true, 7 * 24h, 36h};
    tracking.expiry = {true, 30 * 24h, 7 * 24h};
    tracking.hysteresis = 0.25;
    tracking.forecast = {12h, 0s};
    const balance_thresholds shares{true, {0.2, true}, {0.05, true}};
    balance_thresholds no_balance = tracking.balance;
    no_balance.enabled = false;
    expiry_thresholds no_expiry = tracking.expiry;
    no_expiry.enabled = false;
    runway_thresholds no_runway = tracking.runway;
    no_runway.enabled = false;
    tracking.overrides = {
        {.match = {"production", "ci-*", "api_token"},
         .balance = shares,
         .runway = runway_thresholds{true, 7 * 24h, 6h},
         .reset = reset_rule{reset_period::monthly, 100.5}},
        {.match = {{}, {}, "sandbox_api_token"},
         .balance = no_balance,
         .expiry = no_expiry,
         .runway = no_runway},
        {.match = {{}, "daily-*", {}}, .reset = reset_rule{reset_period::daily, {}}},
        {.match = {{}, "team-*", {}}, .reset = reset_rule{{}, 1000}},
    };
    account_settings production;
    production.authorization.file = "keys/production";
    production.tracking = tracking;
    EXPECT_EQ(read.accounts[0], production);

    account_settings staging;
    staging.api = api_kind::v2;
    staging.base_url = {false, "localhost", 8080, "/eden"};
    staging.default_path = false;
    staging.authorization.file = "/run/keys/staging";
    staging.token_names = {{"ci-*", "team-?"}, {"scratch-*"}};
    staging.poll_interval = 90s;
    staging.poll_timeout = 500ms;
    staging.body_size_limit = 1024;
    staging.tls = {"tls/ca.pem",    "tls/client.pem",   "tls/client.key",
                   "eden.internal", tls_version::tls13, true};
    staging.proxy = proxy_server{"proxy.internal", 3128, "user", "p@ss"};
    staging.tracking = tracking;
    staging.tracking.account = "staging";
    staging.tracking.stale_after = 0s;
    EXPECT_EQ(read.accounts[1], staging);
    EXPECT_THAT(read.excluded_families, ElementsAre("edenai_token_burn_credits_per_second",
                                                    "edenai_token_level", "process_open_fds"));
}

TEST(parse_config, ListsTheFilesThatItNames) {
    const config read = parsed(file_text(folder + "valid-full.yml"), {}, "/etc/eden/c.yml");
    const auto file = [](purpose what, std::string_view path, std::string_view where) {
        return AllOf(Field(&file_reference::for_what, what), Field(&file_reference::path, path),
                     Field(&file_reference::where, where));
    };
    EXPECT_THAT(
        read.files,
        UnorderedElementsAre(file(purpose::key, "/run/keys/staging", "/etc/eden/c.yml:6:39"),
                             file(purpose::ca_certificates, "/etc/eden/tls/ca.pem", "/etc/eden/c.yml:13:16"),
                             file(purpose::certificate, "/etc/eden/tls/client.pem", "/etc/eden/c.yml:14:18"),
                             file(purpose::private_key, "/etc/eden/tls/client.key", "/etc/eden/c.yml:15:17"),
                             file(purpose::key, "/etc/eden/keys/production", "/etc/eden/c.yml:22:39")));
    EXPECT_EQ(read.settings.accounts[1].tls.ca_file, "/etc/eden/tls/ca.pem");
}

TEST(parse_config, FollowsAliases) {
    const settings read = parsed_file("valid-aliases").settings;
    ASSERT_THAT(read.accounts, SizeIs(2));
    EXPECT_THAT(read.accounts[0].token_names.include, ElementsAre("ci-*", "one"));
    EXPECT_THAT(read.accounts[0].token_names.exclude, ElementsAre("ci-*", "one"));
    EXPECT_EQ(read.accounts[1].authorization, read.accounts[0].authorization);
    ASSERT_THAT(read.accounts[1].tracking.overrides, SizeIs(1));
    EXPECT_EQ(read.accounts[1].tracking.overrides[0].match.account, "one");
    EXPECT_EQ(read.accounts[1].tracking.overrides[0].balance, read.accounts[1].tracking.balance);
}

TEST(parse_config, ReadsJson) {
    const settings read = parsed_file("valid-json").settings;
    ASSERT_THAT(read.accounts, SizeIs(1));
    EXPECT_EQ(read.accounts[0].tracking.account, "größe ü 🙂");
    EXPECT_EQ(read.accounts[0].poll_interval, 2min);
    EXPECT_FALSE(read.accounts[0].tracking.balance.enabled);
    EXPECT_EQ(read.accounts[0].tracking.hysteresis, 0);
}

TEST(parse_config, ReadsFilesFromWindows) {
    const settings read = parsed_file("valid-crlf").settings;
    ASSERT_THAT(read.accounts, SizeIs(1));
    EXPECT_EQ(read.accounts[0].tracking.account, "windows");
    EXPECT_EQ(read.accounts[0].authorization.file, "edenai.key");
}

TEST(parse_config, TellsTheFaultsOfAllPartsAtOnceInTheirOrder) {
    const config read = parsed("metrics: {exclude: [edenai_ups]}\n"
                               "thresholds: {balance: {warning: 1, critical: 2}}\n"
                               "accounts:\n"
                               "  - api: v1\n"
                               "    authorization: {credential: a}\n"
                               "    colour: red\n");
    EXPECT_THAT(read.faults,
                ElementsAre(HasSubstr("f.yml:1:21: in exclude"), HasSubstr("f.yml:2:46: critical"),
                            HasSubstr("f.yml:4:10: api"), HasSubstr("f.yml:5:33: credential"),
                            HasSubstr("f.yml:6:5: unknown key")));
}

/// What stands in the place of a key, in the shape that `type` would have.
std::string document_with(const config_key& key, const std::string& value) {
    std::string text = std::string(key.name) + ": " + value;
    for (std::string section(key.section); !section.empty();) {
        const std::size_t point = section.rfind('.');
        std::string name = section.substr(point == std::string::npos ? 0 : point + 1);
        section.erase(point == std::string::npos ? 0 : point);
        const bool list = name.ends_with("[]");
        text = list ? name.substr(0, name.size() - 2) + ": [{" + text + "}]" : name + ": {" + text + "}";
    }
    return "{" + text + "}";
}

TEST(parse_config, KnowsEveryKeyOfTheTable) {
    for (const config_key& key : config_keys()) {
        const config read = parsed(document_with(key, "off"));
        EXPECT_THAT(read.faults, testing::Each(Not(HasSubstr("unknown key")))) << key.path();
    }
}

TEST(parse_config, ShowsNoSecretWhereverItIsPut) {
    const std::string secret = "sk-eden-s3cr3t";
    for (const config_key& key : config_keys()) {
        for (const std::string& value :
             {secret, "[" + secret + "]", "[[" + secret + "]]", "{" + secret + ": 1}",
              "[{" + secret + ": 1}]", "\"" + secret + "\\n" + secret + "\"",
              "\"https://u:" + secret + "@h/?" + secret + "#" + secret + "\"", "*" + secret,
              "!" + secret + " a", "\"\\" + secret + "\"", "\"" + secret}) {
            const config read = parsed(document_with(key, value));
            EXPECT_THAT(read.faults, testing::Each(Not(HasSubstr("s3cr3t")))) << key.path() << ": " << value;
            EXPECT_THAT(read.warnings, testing::Each(Not(HasSubstr("s3cr3t"))))
                << key.path() << ": " << value;
        }
    }
}

TEST(parse_config, FindsNothingInTheExample) {
    const config read = parsed(file_text(example));
    EXPECT_THAT(read.faults, IsEmpty());
    EXPECT_THAT(read.warnings, IsEmpty());
}

TEST(parse_config, HasTheExamplesValuesAsDefaults) {
    settings read = parsed(file_text(example)).settings;
    ASSERT_THAT(read.accounts, SizeIs(1));
    EXPECT_EQ(std::exchange(read.accounts[0].authorization.file, "edenai.key"), "edenai-api-key");
    EXPECT_EQ(read, parsed_file("valid-minimal").settings);
}

TEST(parse_config, FindsNothingInTheExamplesCommentedLines) {
    std::string text = file_text(example);
    text = std::regex_replace(text, std::regex("overrides: \\[\\]|#credential.*"), "");
    text = std::regex_replace(text, std::regex("#([a-z]|  )"), "$1");
    const config read = parsed(text);
    EXPECT_THAT(read.faults, IsEmpty());
    EXPECT_THAT(read.settings.accounts.at(0).tracking.overrides, SizeIs(3));
    EXPECT_EQ(read.settings.accounts.at(0).tls.key_file, "client.key");
}

TEST(parse_config, HasAnExampleOfEveryKey) {
    const std::string text = file_text(example);
    for (const config_key& key : config_keys())
        EXPECT_TRUE(std::regex_search(text, std::regex("[ #{\n]" + std::string(key.name) + ":")))
            << key.path();
}

} // namespace
} // namespace balanced
