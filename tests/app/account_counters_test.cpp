#include <balanced/app/account_counters.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

std::size_t series_in(prometheus::Registry& registry) {
    std::size_t count = 0;
    for (const prometheus::MetricFamily& family : registry.Collect())
        count += family.metric.size();
    return count;
}

TEST(account_counters, ComeAndGoWithTheirAccount) {
    prometheus::Registry registry;
    const account_families families(registry);
    {
        const account_counters one(families, "one");
        const std::size_t of_one = series_in(registry);
        const account_counters other(families, "other");
        EXPECT_EQ(series_in(registry), 2 * of_one);
        EXPECT_GT(of_one, failure_reason_names.size() + skip_reason_names.size() + token_field_names.size());
    }
    EXPECT_EQ(series_in(registry), 0U);
}

TEST(account_counters, CrossingsAreCountedByKindAndLevelReached) {
    const event crossing = threshold_crossed{"x", level_kind::balance, level::critical, std::nullopt, 0, 0};
    const crossing_counts counts = count_crossings({crossing, token_added{"y"}, crossing});
    EXPECT_EQ(counts[0][static_cast<std::size_t>(level::critical)], 2U);
    EXPECT_EQ(counts[0][static_cast<std::size_t>(level::warning)], 0U);
    EXPECT_EQ(counts[1][static_cast<std::size_t>(level::critical)], 0U);
}

} // namespace
} // namespace balanced
