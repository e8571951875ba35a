#include <balanced/format/config_keys.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace balanced {
namespace {

using testing::ElementsAre;

TEST(config_keys, StandInSectionsThatAreKeysThemselves) {
    std::set<std::string, std::less<>> sections{""};
    for (const config_key& key : config_keys()) {
        EXPECT_TRUE(sections.contains(key.section)) << key.path();
        sections.insert(key.child_section());
    }
}

TEST(config_keys, StandThereOnce) {
    std::set<std::string> paths;
    for (const config_key& key : config_keys())
        EXPECT_TRUE(paths.insert(key.path()).second) << key.path();
}

TEST(config_keys, HavePathsForPeople) {
    const config_key* key = find_key("accounts[].tls_config", "ca_file");
    ASSERT_NE(key, nullptr);
    EXPECT_EQ(key->path(), "accounts[].tls_config.ca_file");
    EXPECT_EQ(find_key("", "accounts")->path(), "accounts");
    EXPECT_EQ(find_key("", "accounts")->child_section(), "accounts[]");
    EXPECT_EQ(find_key("", "thresholds")->child_section(), "thresholds");
}

TEST(find_key, LooksInOneSectionOnly) {
    EXPECT_EQ(find_key("", "ca_file"), nullptr);
    EXPECT_EQ(find_key("accounts", "name"), nullptr);
    EXPECT_EQ(find_key("accounts[]", "Name"), nullptr);
    EXPECT_EQ(find_key("accounts[]", ""), nullptr);
}

TEST(key_names, AreThoseOfOneSection) {
    EXPECT_THAT(key_names(""), ElementsAre("accounts", "thresholds", "overrides", "forecast", "metrics"));
    EXPECT_THAT(key_names("overrides[]"), ElementsAre("match", "balance", "runway", "expiry", "reset"));
    EXPECT_THAT(key_names("overrides[].reset"), ElementsAre("period", "amount"));
    EXPECT_THAT(key_names("nowhere"), ElementsAre());
}

} // namespace
} // namespace balanced
