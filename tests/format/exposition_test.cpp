#include <balanced/format/exposition.hpp>

#include <gmock/gmock.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace balanced {
namespace {

using enum exposition_format;
using testing::HasSubstr;

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr metric_family counter{.name = "a_failures_total",
                                .type = family_type::counter,
                                .scope = family_scope::account,
                                .labels = "reason, code",
                                .help = "Failures."};
constexpr metric_family histogram{.name = "a_duration_seconds",
                                  .type = family_type::histogram,
                                  .scope = family_scope::account,
                                  .labels = "",
                                  .help = "Durations in seconds."};

std::string header(const metric_family& family, exposition_format format) {
    std::string out;
    append_family_header(out, family, format);
    return out;
}

template <class Value>
std::string written(Value value) {
    std::string out;
    append_value(out, value);
    return out;
}

std::string family_text(const metric_family& family, const MetricFamily& collected,
                        exposition_format format) {
    std::string out;
    append_family(out, family, collected, format);
    return out;
}

ClientMetric counted(std::vector<ClientMetric::Label> labels, double value) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.counter.value = value;
    return metric;
}

MetricFamily durations(std::vector<ClientMetric::Label> labels, std::vector<ClientMetric::Bucket> buckets) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.histogram = {.sample_count = 5, .sample_sum = 0.30000000000000004, .bucket = std::move(buckets)};
    return {"a_duration_seconds", "", MetricType::Histogram, {metric}};
}

TEST(exposition, ContentTypes) {
    EXPECT_EQ(content_type(text), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_EQ(content_type(openmetrics), "application/openmetrics-text; version=1.0.0; charset=utf-8");
}

TEST(exposition, ACounterIsNamedWithoutTotalInOpenmetrics) {
    EXPECT_EQ(header(counter, text), "# HELP a_failures_total Failures.\n# TYPE a_failures_total counter\n");
    EXPECT_EQ(header(counter, openmetrics), "# HELP a_failures Failures.\n# TYPE a_failures counter\n");
}

TEST(exposition, AnInfoIsAGaugeInText) {
    const metric_family info{"a_build_info", family_type::info, family_scope::daemon, "version", "Build."};
    EXPECT_EQ(header(info, text), "# HELP a_build_info Build.\n# TYPE a_build_info gauge\n");
    EXPECT_EQ(header(info, openmetrics), "# HELP a_build Build.\n# TYPE a_build info\n");
}

TEST(exposition, GaugesAndHistogramsKeepTheirName) {
    const metric_family gauge{"a_total_info", family_type::gauge, family_scope::daemon, "", "Odd."};
    for (const auto format : {text, openmetrics}) {
        EXPECT_EQ(header(gauge, format), "# HELP a_total_info Odd.\n# TYPE a_total_info gauge\n");
        EXPECT_THAT(header(histogram, format), HasSubstr("# TYPE a_duration_seconds histogram\n"));
    }
}

TEST(exposition, HelpIsEscapedAsItsFormatWants) {
    const metric_family gauge{"a", family_type::gauge, family_scope::daemon, "", "C:\\ \"x\"\ny"};
    EXPECT_THAT(header(gauge, text), HasSubstr("# HELP a C:\\\\ \"x\"\\ny\n"));
    EXPECT_THAT(header(gauge, openmetrics), HasSubstr("# HELP a C:\\\\ \\\"x\\\"\\ny\n"));
}

TEST(exposition, LabelValuesAreEscaped) {
    const auto escaped = [](std::string_view value) {
        std::string out = "<";
        append_escaped(out, value);
        return out + ">";
    };
    EXPECT_EQ(escaped(""), "<>");
    EXPECT_EQ(escaped("plain"), "<plain>");
    EXPECT_EQ(escaped("\\"), "<\\\\>");
    EXPECT_EQ(escaped("\"} 1\nforged 2\n"), "<\\\"} 1\\nforged 2\\n>");
    EXPECT_EQ(escaped("\\n\\\\"), "<\\\\n\\\\\\\\>");
    EXPECT_EQ(escaped("a\rb\tc\x7f"), "<a\rb\tc\x7f>");
    EXPECT_EQ(escaped(std::string("a\0b", 3)), std::string("<a\0b>", 5));
    EXPECT_EQ(escaped("😀 שלום"), "<😀 שלום>");
}

TEST(exposition, NumbersReadBackAsTheyWere) {
    for (const double value : {0.0, 1.0, 99999.99, 0.30000000000000004, -0.5, 87.45, 1e-7, 5e-324,
                               1.7976931348623157e308, 1764547200.123456, 123456789012345680.0}) {
        const std::string number = written(value);
        double back = 0;
        const auto [end, ec] = std::from_chars(number.data(), number.data() + number.size(), back);
        EXPECT_EQ(end, number.data() + number.size()) << number;
        EXPECT_EQ(back, value) << number;
    }
    EXPECT_EQ(written(99999.99), "99999.99");
    EXPECT_EQ(written(0.30000000000000004), "0.30000000000000004");
}

TEST(exposition, WhatIsNoNumberIsSpeltAsPrometheusReadsIt) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    EXPECT_EQ(written(infinity), "+Inf");
    EXPECT_EQ(written(-infinity), "-Inf");
    EXPECT_EQ(written(std::nan("")), "NaN");
    EXPECT_EQ(written(-std::nan("")), "NaN");
}

TEST(exposition, CountsAreExact) {
    EXPECT_EQ(written(std::uint64_t{0}), "0");
    EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
}

TEST(exposition, TimesAreExactToTheMicrosecond) {
    const auto at = [](std::int64_t microseconds) { return written(time_point(duration(microseconds))); };
    EXPECT_EQ(at(0), "0");
    EXPECT_EQ(at(1'764'547'200'000'000), "1764547200");
    EXPECT_EQ(at(1'764'547'200'123'456), "1764547200.123456");
    EXPECT_EQ(at(1'764'547'200'500'000), "1764547200.5");
    EXPECT_EQ(at(1'764'547'200'000'001), "1764547200.000001");
    EXPECT_EQ(at(1'764'547'200'100'100), "1764547200.1001");
    EXPECT_EQ(at(253'402'300'799'999'999), "253402300799.999999"); // the end of 9999
    EXPECT_EQ(at(1), "0.000001");
    EXPECT_EQ(at(-1'500'000), "-1.5");
    EXPECT_EQ(at(-1), "-0.000001");
    EXPECT_EQ(at(std::numeric_limits<std::int64_t>::min()), "-9223372036854.775808");
}

TEST(exposition, SeriesBeginWithTheirCommonLabels) {
    std::string out;
    const series to{out, "a_level", "{account=\"x\""};
    to.append(0.5);
    to.append(std::uint64_t{2}, {{"kind", "\"odd\""}, {"other", ""}});
    EXPECT_EQ(out, "a_level{account=\"x\"} 0.5\na_level{account=\"x\",kind=\"\\\"odd\\\"\",other=\"\"} 2\n");
}

TEST(exposition, AFamilyIsSortedByItsLabelsInTheirOrder) {
    const MetricFamily collected{"a_failures_total",
                                 "prometheus-cpp's own help",
                                 MetricType::Counter,
                                 {counted({{"account", "b"}, {"code", "1"}, {"reason", "dns"}}, 4),
                                  counted({{"account", "a"}, {"code", "1"}, {"reason", "tls"}}, 3),
                                  counted({{"account", "a"}, {"code", "2"}, {"reason", "dns"}}, 2),
                                  counted({{"reason", "dns"}, {"code", "1"}, {"account", "a"}}, 99999.99)}};
    const std::string samples = "a_failures_total{account=\"a\",reason=\"dns\",code=\"1\"} 99999.99\n"
                                "a_failures_total{account=\"a\",reason=\"dns\",code=\"2\"} 2\n"
                                "a_failures_total{account=\"a\",reason=\"tls\",code=\"1\"} 3\n"
                                "a_failures_total{account=\"b\",reason=\"dns\",code=\"1\"} 4\n";
    EXPECT_EQ(family_text(counter, collected, text), header(counter, text) + samples);
    EXPECT_EQ(family_text(counter, collected, openmetrics), header(counter, openmetrics) + samples);
}

TEST(exposition, LabelsThatTheTableDoesNotNameComeLast) {
    const MetricFamily collected{
        "a_failures_total",
        "",
        MetricType::Counter,
        {counted({{"zone", "z"}, {"code", "1"}, {"token_name", "t"}, {"another", "y"}, {"account", "a"}},
                 1)}};
    EXPECT_THAT(family_text(counter, collected, text),
                HasSubstr("{account=\"a\",token_name=\"t\",code=\"1\",another=\"y\",zone=\"z\"} 1\n"));
}

TEST(exposition, CollectedLabelsAreEscaped) {
    const MetricFamily collected{
        "a_failures_total", "", MetricType::Counter, {counted({{"account", "a\"\\\n"}}, 1)}};
    EXPECT_THAT(family_text(counter, collected, text), HasSubstr("{account=\"a\\\"\\\\\\n\"} 1\n"));
}

TEST(exposition, ValuesComeFromTheCollectedType) {
    const metric_family gauge{"a", family_type::gauge, family_scope::daemon, "", "A."};
    ClientMetric metric;
    metric.counter.value = 1;
    metric.gauge.value = 2;
    metric.untyped.value = 3;
    EXPECT_THAT(family_text(gauge, {"a", "", MetricType::Counter, {metric}}, text), HasSubstr("\na 1\n"));
    EXPECT_THAT(family_text(gauge, {"a", "", MetricType::Gauge, {metric}}, text), HasSubstr("\na 2\n"));
    EXPECT_THAT(family_text(gauge, {"a", "", MetricType::Untyped, {metric}}, text), HasSubstr("\na 3\n"));
}

TEST(exposition, AFamilyWithoutMetricsIsNotThere) {
    EXPECT_EQ(family_text(counter, {"a_failures_total", "", MetricType::Counter, {}}, text), "");
}

TEST(exposition, AHistogramInText) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const auto collected = durations({{"account", "a"}}, {{1, 0.005}, {2, 1}, {3, 1e6}, {5, infinity}});
    EXPECT_EQ(family_text(histogram, collected, text),
              "# HELP a_duration_seconds Durations in seconds.\n"
              "# TYPE a_duration_seconds histogram\n"
              "a_duration_seconds_bucket{account=\"a\",le=\"0.005\"} 1\n"
              "a_duration_seconds_bucket{account=\"a\",le=\"1\"} 2\n"
              "a_duration_seconds_bucket{account=\"a\",le=\"1e+06\"} 3\n"
              "a_duration_seconds_bucket{account=\"a\",le=\"+Inf\"} 5\n"
              "a_duration_seconds_sum{account=\"a\"} 0.30000000000000004\n"
              "a_duration_seconds_count{account=\"a\"} 5\n");
}

TEST(exposition, AHistogramWithoutLabelsInOpenmetrics) {
    EXPECT_EQ(family_text(histogram, durations({}, {{1, 0.005}, {2, 1}, {3, 10}, {4, 1e6}}), openmetrics),
              "# HELP a_duration_seconds Durations in seconds.\n"
              "# TYPE a_duration_seconds histogram\n"
              "a_duration_seconds_bucket{le=\"0.005\"} 1\n"
              "a_duration_seconds_bucket{le=\"1.0\"} 2\n"
              "a_duration_seconds_bucket{le=\"10.0\"} 3\n"
              "a_duration_seconds_bucket{le=\"1e+06\"} 4\n"
              "a_duration_seconds_bucket{le=\"+Inf\"} 5\n"
              "a_duration_seconds_sum 0.30000000000000004\n"
              "a_duration_seconds_count 5\n");
}

TEST(exposition, BoundsAreWrittenAsGoDoes) {
    const std::vector<std::pair<double, std::string>> bounds{{0.0001, "0.0001"}, {0.00001, "1e-05"},
                                                             {0.1, "0.1"},       {2.5, "2.5"},
                                                             {100000, "100000"}, {1234567, "1.234567e+06"}};
    for (const auto& [bound, expected] : bounds)
        EXPECT_THAT(family_text(histogram, durations({}, {{1, bound}}), text),
                    HasSubstr("le=\"" + expected + "\"} 1\n"));
}

} // namespace
} // namespace balanced
