#include <balanced/format/nearest_name.hpp>

#include <gmock/gmock.h>

#include <array>
#include <string>

namespace balanced {
namespace {

using testing::Eq;
using testing::Optional;

constexpr std::array<std::string_view, 6> names{"name",          "api",           "base_url",
                                                "authorization", "poll_interval", "poll_timeout"};

TEST(nearest_name, FindsOneLetterMissingAddedOrReplaced) {
    EXPECT_THAT(nearest_name("poll_intervl", names), Optional(Eq("poll_interval")));
    EXPECT_THAT(nearest_name("poll_intervall", names), Optional(Eq("poll_interval")));
    EXPECT_THAT(nearest_name("poll_timeoud", names), Optional(Eq("poll_timeout")));
}

TEST(nearest_name, CountsSwappedNeighboursAsOne) {
    EXPECT_THAT(nearest_name("aip", names), Optional(Eq("api")));
    EXPECT_THAT(nearest_name("naem", names), Optional(Eq("name")));
}

TEST(nearest_name, TakesCapitalsForSmallLetters) {
    EXPECT_THAT(nearest_name("BASE_URL", names), Optional(Eq("base_url")));
    EXPECT_THAT(nearest_name("API", names), Optional(Eq("api")));
}

TEST(nearest_name, AllowsMoreEditsInLongerNames) {
    EXPECT_THAT(nearest_name("autorisatoin", names), Optional(Eq("authorization")));
    EXPECT_EQ(nearest_name("axx", names), std::nullopt);
    EXPECT_EQ(nearest_name("nxmx", names), std::nullopt);
}

TEST(nearest_name, CompletesTheFirstWordsOfAName) {
    EXPECT_THAT(nearest_name("base", names), Optional(Eq("base_url")));
    EXPECT_THAT(nearest_name("poll", names), Optional(Eq("poll_timeout"))) << "the shortest";
    EXPECT_EQ(nearest_name("ba", names), std::nullopt) << "not a whole word";
}

TEST(nearest_name, TakesTheFirstOfEquals) {
    constexpr std::array<std::string_view, 2> equals{"TLS12", "TLS13"};
    EXPECT_THAT(nearest_name("TLS11", equals), Optional(Eq("TLS12")));
}

TEST(nearest_name, FindsNothingForForeignWords) {
    EXPECT_EQ(nearest_name("colour", names), std::nullopt);
    EXPECT_EQ(nearest_name("", names), std::nullopt);
    EXPECT_EQ(nearest_name("x", std::array<std::string_view, 1>{"y"}), std::nullopt);
    EXPECT_EQ(nearest_name("name", {}), std::nullopt);
}

TEST(nearest_name, IsQuickForHugeTexts) {
    EXPECT_EQ(nearest_name(std::string(10'000'000, 'a'), names), std::nullopt);
}

} // namespace
} // namespace balanced
