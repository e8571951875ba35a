#include <balanced/core/balance_history.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::ElementsAre;
using testing::Ge;

std::vector<duration> gaps(const balance_history& history) {
    std::vector<duration> all;
    for (std::size_t i = 1; i < history.samples.size(); ++i)
        all.push_back(history.samples[i].at - history.samples[i - 1].at);
    return all;
}

/// One token, sampled as the tracker does: whenever it is due.
balance_history watched(duration span, duration poll_interval) {
    balance_history history;
    for (duration now{}; now <= span; now += poll_interval) {
        if (sample_due(history, now))
            history = with_sample(std::move(history), now, {static_cast<float>(in_seconds(now))});
    }
    return history;
}

TEST(balance_history, BeginsWithSamplesCloseTogether) {
    const balance_history history = watched(2min, 1s);
    EXPECT_EQ(history.samples.size(), 9U);
    EXPECT_THAT(gaps(history), Each(duration(15s)));
}

TEST(balance_history, ThinsOutAsTimeGoesBy) {
    for (const duration span : {20min, 60min, 300min, 1000min}) {
        const balance_history history = watched(span, 1min);
        EXPECT_LE(history.samples.size(), most_samples) << in_seconds(span);
        EXPECT_GT(history.samples.size(), most_samples / 3) << in_seconds(span);
        EXPECT_EQ(history.samples.front().at, 0s) << "the beginning stays";
        EXPECT_GE(history.samples.back().at, span - history.step) << "and the end is new";
        auto between = gaps(history);
        between.pop_back();
        EXPECT_THAT(between, Each(Ge(history.step / 2)));
    }
}

TEST(balance_history, HoldsADayAndNoMore) {
    const balance_history history = watched(100h, 1min);
    EXPECT_LE(history.samples.size(), most_samples);
    EXPECT_LE(100h - history.samples.front().at, duration(24h));
    EXPECT_GT(100h - history.samples.front().at, duration(23h));
    EXPECT_THAT(gaps(history), Each(duration(30min)));
}

TEST(balance_history, ForgetsWhatIsOlderThanADay) {
    balance_history history = watched(10min, 1min);
    history = with_sample(std::move(history), 30h, {7});
    ASSERT_EQ(history.samples.size(), 1U);
    EXPECT_EQ(history.samples[0].at, 30h);
}

TEST(balance_history, TakesAtMostTwoHundredBytesAToken) {
    EXPECT_LE(most_samples * sizeof(float), 200U);
}

TEST(balance_history, EarlierSnapshotsKeepTheirs) {
    const balance_history before = watched(10min, 1min);
    const balance_history after = with_sample(before, 11min, {1});
    EXPECT_EQ(before.samples.size() + 1, after.samples.size());
    EXPECT_EQ(before.samples[0].balances, after.samples[0].balances) << "and share what is in both";
}

TEST(balance_history, FollowsTokensToTheirNewPlaces) {
    const balance_history history = with_sample({}, 0s, {1, 2, 3});
    const std::vector<std::optional<std::size_t>> places{2, std::nullopt, 0};
    const balance_history changed = rearranged(history, places);
    ASSERT_EQ(changed.samples.size(), 1U);
    const std::vector<float>& balances = *changed.samples[0].balances;
    ASSERT_EQ(balances.size(), 3U);
    EXPECT_EQ(balances[0], 3);
    EXPECT_TRUE(std::isnan(balances[1])) << "nothing is known of a new one's past";
    EXPECT_EQ(balances[2], 1);
}

} // namespace
} // namespace balanced
