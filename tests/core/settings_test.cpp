#include <balanced/core/settings.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

TEST(settings, AMatchFitsOnlyAsAWhole) {
    const token_match match{"prod*", "ci-*", "api_token"};
    EXPECT_TRUE(match.fits("production", "ci-7", "api_token"));
    EXPECT_FALSE(match.fits("staging", "ci-7", "api_token"));
    EXPECT_FALSE(match.fits("production", "team", "api_token"));
    EXPECT_FALSE(match.fits("production", "ci-7", "sandbox_api_token"));
}

TEST(settings, WhatAMatchDoesNotNameFitsEverything) {
    const token_match match{std::nullopt, "ci-*", std::nullopt};
    EXPECT_TRUE(match.fits("anything", "ci-7", ""));
    EXPECT_TRUE(token_match{}.fits("", "", ""));
}

TEST(settings, AFilterTakesWhatIsIncludedAndNotExcluded) {
    const token_filter filter{{"team-*", "ci"}, {"*-scratch"}};
    EXPECT_TRUE(filter.accepts("team-a"));
    EXPECT_TRUE(filter.accepts("ci"));
    EXPECT_FALSE(filter.accepts("team-scratch"));
    EXPECT_FALSE(filter.accepts("other"));
    EXPECT_TRUE(token_filter{}.accepts("anything"));
}

} // namespace
} // namespace balanced
