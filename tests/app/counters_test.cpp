#include <balanced/app/counters.hpp>

#include <gmock/gmock.h>

#include <ctime>
#include <map>

namespace balanced {
namespace {

using labels = std::map<std::string, std::string>;

class counting : public ::testing::Test {
protected:
    void SetUp() override {
        counted.add_account("a");
        counted.add_account("b");
    }

    /// The value of a counter, or nothing where the series is not there.
    std::optional<double> value(const std::string& family, const labels& wanted) {
        for (const prometheus::MetricFamily& one : counted.collect(quiet, now)) {
            if (one.name != family)
                continue;
            for (const prometheus::ClientMetric& metric : one.metric) {
                labels found;
                for (const auto& label : metric.label)
                    found[label.name] = label.value;
                if (found == wanted)
                    return one.type == prometheus::MetricType::Gauge ? metric.gauge.value
                           : one.type == prometheus::MetricType::Histogram
                               ? static_cast<double>(metric.histogram.sample_count)
                               : metric.counter.value;
            }
        }
        return std::nullopt;
    }

    std::chrono::steady_clock::time_point now;
    log quiet{log_options{.level = log_level::error}};
    counters counted{time_point(std::chrono::seconds(1'800'000'000))};
};

TEST_F(counting, EveryClosedSetIsThereAtZeroFromTheStart) {
    for (const char* account : {"a", "b"}) {
        for (const std::string_view reason : failure_reason_names)
            EXPECT_EQ(
                value("edenai_poll_failures_total", {{"account", account}, {"reason", std::string(reason)}}),
                0);
        for (const std::string_view reason : skip_reason_names)
            EXPECT_EQ(
                value("edenai_skipped_tokens_total", {{"account", account}, {"reason", std::string(reason)}}),
                0);
        for (const std::string_view field : token_field_names)
            EXPECT_EQ(
                value("edenai_field_errors_total", {{"account", account}, {"field", std::string(field)}}), 0);
        for (const char* severity : {"warning", "critical", "exhausted"})
            EXPECT_EQ(value("edenai_threshold_crossings_total",
                            {{"account", account}, {"kind", "balance"}, {"severity", severity}}),
                      0);
        for (const char* severity : {"warning", "critical", "expired"})
            EXPECT_EQ(value("edenai_threshold_crossings_total",
                            {{"account", account}, {"kind", "expiry"}, {"severity", severity}}),
                      0);
        EXPECT_EQ(value("edenai_polls_total", {{"account", account}}), 0);
        EXPECT_EQ(value("edenai_connections_opened_total", {{"account", account}}), 0);
        EXPECT_EQ(value("edenai_poll_duration_seconds", {{"account", account}}), 0);
    }
    for (const std::string_view level : log_level_names)
        EXPECT_EQ(value("edenai_balanced_log_messages_total", {{"level", std::string(level)}}), 0);
    EXPECT_EQ(value("edenai_balanced_event_loop_lag_seconds", {}), 0);
    EXPECT_EQ(value("edenai_balanced_config_last_reload_successful", {}), 1);
    EXPECT_EQ(value("edenai_balanced_config_last_reload_success_timestamp_seconds", {}), 1'800'000'000);
}

TEST_F(counting, APollCountsItselfItsFailureAndItsFaults) {
    poll_count poll;
    poll.new_connections = 2;
    poll.failure = failure_reason::schema;
    poll.tally.skipped[static_cast<std::size_t>(skip_reason::no_name)] = 3;
    poll.tally.field_errors[static_cast<std::size_t>(token_field::expire_time)] = 4;
    counted.poll_ended("a", poll);
    EXPECT_EQ(value("edenai_polls_total", {{"account", "a"}}), 1);
    EXPECT_EQ(value("edenai_polls_total", {{"account", "b"}}), 0);
    EXPECT_EQ(value("edenai_connections_opened_total", {{"account", "a"}}), 2);
    EXPECT_EQ(value("edenai_poll_duration_seconds", {{"account", "a"}}), 1);
    EXPECT_EQ(value("edenai_poll_failures_total", {{"account", "a"}, {"reason", "schema"}}), 1);
    EXPECT_EQ(value("edenai_skipped_tokens_total", {{"account", "a"}, {"reason", "no_name"}}), 3);
    EXPECT_EQ(value("edenai_field_errors_total", {{"account", "a"}, {"field", "expire_time"}}), 4);
}

TEST_F(counting, CrossingsRequestsAndLag) {
    const event crossing = threshold_crossed{"x", level_kind::expiry, level::worst, std::nullopt, 0, 0};
    counted.crossed("b", count_crossings({crossing, token_added{"y"}, crossing}));
    EXPECT_EQ(value("edenai_threshold_crossings_total",
                    {{"account", "b"}, {"kind", "expiry"}, {"severity", "expired"}}),
              2);
    counted.request_answered("/metrics", 200);
    EXPECT_EQ(value("edenai_balanced_http_requests_total", {{"handler", "/metrics"}, {"code", "200"}}), 1);
    counted.loop_lagged(std::chrono::milliseconds(1));
    EXPECT_EQ(value("edenai_balanced_event_loop_lag_seconds", {}), 1);
}

TEST_F(counting, TheSeriesOfAnAccountGoWithIt) {
    counted.remove_account("a");
    counted.poll_ended("a", {});
    counted.crossed("a", {});
    for (const prometheus::MetricFamily& family : counted.collect(quiet, now)) {
        for (const prometheus::ClientMetric& metric : family.metric) {
            for (const auto& label : metric.label)
                EXPECT_FALSE(label.name == "account" && label.value == "a") << family.name;
        }
    }
    EXPECT_EQ(value("edenai_polls_total", {{"account", "b"}}), 0);
    counted.add_account("a");
    EXPECT_EQ(value("edenai_polls_total", {{"account", "a"}}), 0);
}

TEST_F(counting, ReloadsAreShownByTheLastOne) {
    counted.config_rejected();
    EXPECT_EQ(value("edenai_balanced_config_last_reload_successful", {}), 0);
    EXPECT_EQ(value("edenai_balanced_config_last_reload_success_timestamp_seconds", {}), 1'800'000'000);
    counted.config_loaded(time_point(std::chrono::seconds(1'900'000'000)));
    EXPECT_EQ(value("edenai_balanced_config_last_reload_successful", {}), 1);
    EXPECT_EQ(value("edenai_balanced_config_last_reload_success_timestamp_seconds", {}), 1'900'000'000);
}

TEST_F(counting, TheProcessIsLookedAtOnceASecond) {
    const auto read_processor_time = [this] { return value("process_cpu_seconds_total", {}).value(); };
    const double before = read_processor_time();
    while (std::clock() < static_cast<std::clock_t>((before + 0.05) * CLOCKS_PER_SEC)) {
    }
    EXPECT_EQ(read_processor_time(), before);
    now += std::chrono::seconds(1);
    EXPECT_GT(read_processor_time(), before);
}

} // namespace
} // namespace balanced
