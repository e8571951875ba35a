#include <balanced/app/account_counters.hpp>

#include <gtest/gtest.h>

#include <map>
#include <string>

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

/// `kind severity` of each series of crossings, with its value.
std::map<std::string, double> crossings_in(prometheus::Registry& registry) {
    std::map<std::string, double> found;
    for (const prometheus::MetricFamily& family : registry.Collect()) {
        if (family.name != "edenai_threshold_crossings_total")
            continue;
        for (const prometheus::ClientMetric& metric : family.metric) {
            std::map<std::string, std::string> labels;
            for (const auto& label : metric.label)
                labels[label.name] = label.value;
            found[labels["kind"] + " " + labels["severity"]] = metric.counter.value;
        }
    }
    return found;
}

TEST(account_counters, CrossingsOfEachKindAreThereFromTheStart) {
    prometheus::Registry registry;
    const account_families families(registry);
    account_counters counters(families, "one");
    std::map<std::string, double> expected{
        {"balance warning", 0}, {"balance critical", 0}, {"balance exhausted", 0}, {"expiry warning", 0},
        {"expiry critical", 0}, {"expiry expired", 0},   {"runway warning", 0},    {"runway critical", 0}};
    EXPECT_EQ(crossings_in(registry), expected);
    const auto crossing = [](level_kind kind, level at) {
        return event(threshold_crossed{"x", kind, at, std::nullopt, 0, 0});
    };
    counters.crossed(count_crossings(
        {crossing(level_kind::runway, level::warning), crossing(level_kind::runway, level::critical),
         crossing(level_kind::runway, level::critical), crossing(level_kind::expiry, level::worst)}));
    expected["runway warning"] = 1;
    expected["runway critical"] = 2;
    expected["expiry expired"] = 1;
    EXPECT_EQ(crossings_in(registry), expected);
}

} // namespace
} // namespace balanced
