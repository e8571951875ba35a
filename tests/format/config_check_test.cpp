#include "config_files.hpp"
#include <balanced/format/config_check.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string repeated(std::string_view piece, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i)
        text += piece;
    return text;
}

TEST(check_document, TellsWhetherReadingOnMakesSense) {
    const auto goes_on = [](std::string_view text) {
        config_faults faults;
        const auto root = parse_document(text, faults);
        return root && check_document(*root, faults);
    };
    EXPECT_TRUE(goes_on("accounts: []"));
    EXPECT_TRUE(goes_on("colour: red"));
    EXPECT_FALSE(goes_on(""));
    EXPECT_FALSE(goes_on("[]"));
    EXPECT_FALSE(goes_on("text"));
}

TEST(check_document, TellsAFaultOnceHoweverManyAliasesLeadToIt) {
    const config read = parsed("accounts:\n"
                               "  - &a {authorization: &key {credentials_fil: x}, name: a}\n"
                               "  - {name: b, authorization: *key}\n"
                               "  - {name: c, authorization: *key}\n");
    EXPECT_THAT(read.faults, ElementsAre(HasSubstr("f.yml:2:30: unknown key \"credentials_fil\"")));
}

TEST(check_document, TellsOfEachAliasThatIsOfTheWrongType) {
    const config read = parsed("accounts:\n"
                               "  - {name: &n a, authorization: {credentials_file: k}}\n"
                               "  - {name: b, authorization: *n, tls_config: *n}\n");
    EXPECT_THAT(read.faults, ElementsAre("f.yml:3:30: authorization must be a map",
                                         "f.yml:3:46: tls_config must be a map"));
}

TEST(check_document, SurvivesBillionsOfAliases) {
    std::string text = "accounts: &l0 [{authorization: {credentials_file: a}}]\noverrides:\n";
    for (int i = 1; i < 40; ++i)
        text +=
            "  - &l" + std::to_string(i) + " [" + repeated("*l" + std::to_string(i - 1) + ", ", 10) + "]\n";
    EXPECT_THAT(parsed(text).faults, testing::SizeIs(39));
}

TEST(check_document, BoundsWhatAliasesRepeat) {
    const std::string glob(10'000, 'x');
    const std::string globs = "&g [" + repeated("&x " + glob + ", ", 1) + repeated("*x, ", 5'000) + "]";
    std::string text = "accounts:\n";
    text +=
        "  - {authorization: {credentials_file: k}, name: first, token_names: {include: " + globs + "}}\n";
    for (int i = 0; i < 100; ++i)
        text += "  - {authorization: {credentials_file: k}, name: a" + std::to_string(i) +
                ", token_names: {include: *g}}\n";
    EXPECT_THAT(parsed(text).faults, ElementsAre(HasSubstr("aliases repeat too much")));
}

TEST(check_document, StopsAtAThousandFaults) {
    const config read = parsed("metrics: {exclude: [&a edenai_tokenz" + repeated(", *a", 50'000) + "]}");
    EXPECT_THAT(read.faults, testing::SizeIs(1001));
    EXPECT_THAT(read.faults.back(), HasSubstr("too many faults"));
}

TEST(check_document, BoundsOverridesTimesAccounts) {
    std::string text = "accounts:\n";
    for (int i = 0; i < 2'000; ++i)
        text += "  - {authorization: {credentials_file: k}, name: a" + std::to_string(i) + "}\n";
    text += "overrides: [&o {match: {token_name: a}, expiry: off}, " + repeated("*o, ", 5'000) + "]\n";
    EXPECT_THAT(parsed(text).faults,
                ElementsAre("f.yml:2002:1: overrides are too many for so many accounts"));
}

TEST(check_document, HasRoomForLargeConfigurations) {
    std::string text = "accounts:\n";
    for (int i = 0; i < 1'000; ++i)
        text += "  - {name: account-" + std::to_string(i) + ", authorization: {credentials_file: k}}\n";
    text += "overrides:\n";
    for (int i = 0; i < 200; ++i)
        text += "  - {match: {token_name: team-" + std::to_string(i) + "-*}, balance: {warning: 20}}\n";
    const config read = parsed(text);
    EXPECT_THAT(read.faults, IsEmpty());
    EXPECT_EQ(read.settings.accounts.size(), 1'000U);
    EXPECT_EQ(read.settings.accounts.back().tracking.overrides.size(), 200U);
}

} // namespace
} // namespace balanced
