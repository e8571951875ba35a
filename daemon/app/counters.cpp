#include <balanced/app/counters.hpp>
#include <balanced/app/version.hpp>
#include <balanced/core/level.hpp>
#include <balanced/os/process_metrics.hpp>

namespace balanced {
namespace {

// The families' help texts are in the one table of families; prometheus-cpp's copy stays empty.
template <typename Metric>
prometheus::Family<Metric>& add(prometheus::Registry& registry, const char* family_name);

template <>
prometheus::Family<prometheus::Counter>& add(prometheus::Registry& registry, const char* family_name) {
    return prometheus::BuildCounter().Name(family_name).Register(registry);
}

template <>
prometheus::Family<prometheus::Gauge>& add(prometheus::Registry& registry, const char* family_name) {
    return prometheus::BuildGauge().Name(family_name).Register(registry);
}

template <>
prometheus::Family<prometheus::Histogram>& add(prometheus::Registry& registry, const char* family_name) {
    return prometheus::BuildHistogram().Name(family_name).Register(registry);
}

const prometheus::Histogram::BucketBoundaries poll_buckets{0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                           0.5,   1,    2.5,   5,    10,  30};
const prometheus::Histogram::BucketBoundaries lag_buckets{0.0001, 0.001, 0.01, 0.1, 1, 10};

/// Reading /proc costs more than the rest of a small page.
constexpr std::chrono::seconds process_lifetime{1};

std::string text(std::string_view view) {
    return std::string(view);
}

prometheus::Labels crossing_labels(const std::string& account, level_kind kind, level at) {
    return {{"account", account}, {"kind", text(name(kind))}, {"severity", text(severity_name(kind, at))}};
}

template <typename Action>
void for_each_severity(Action action) {
    for (const level_kind kind : {level_kind::balance, level_kind::expiry}) {
        for (const level at : {level::warning, level::critical, level::worst})
            action(kind, at);
    }
}

prometheus::MetricFamily log_family(const log& log) {
    prometheus::MetricFamily family;
    family.name = "edenai_balanced_log_messages_total";
    family.type = prometheus::MetricType::Counter;
    const auto messages = log.messages();
    for (std::size_t i = 0; i < messages.size(); ++i) {
        prometheus::ClientMetric metric;
        metric.label = {{"level", text(log_level_names[i])}};
        metric.counter.value = static_cast<double>(messages[i]);
        family.metric.push_back(std::move(metric));
    }
    return family;
}

} // namespace

crossing_counts count_crossings(const std::vector<event>& events) {
    crossing_counts counts{};
    for (const event& what : events) {
        if (const auto* crossing = std::get_if<threshold_crossed>(&what))
            ++counts[static_cast<std::size_t>(crossing->kind)][static_cast<std::size_t>(crossing->severity)];
    }
    return counts;
}

counters::counters(const std::vector<std::string>& accounts, time_point started)
    : polls_(add<prometheus::Counter>(registry_, "edenai_polls_total"))
    , failures_(add<prometheus::Counter>(registry_, "edenai_poll_failures_total"))
    , poll_duration_(add<prometheus::Histogram>(registry_, "edenai_poll_duration_seconds"))
    , connections_(add<prometheus::Counter>(registry_, "edenai_connections_opened_total"))
    , skipped_(add<prometheus::Counter>(registry_, "edenai_skipped_tokens_total"))
    , field_errors_(add<prometheus::Counter>(registry_, "edenai_field_errors_total"))
    , crossings_(add<prometheus::Counter>(registry_, "edenai_threshold_crossings_total"))
    , requests_(add<prometheus::Counter>(registry_, "edenai_balanced_http_requests_total"))
    , loop_lag_(add<prometheus::Histogram>(registry_, "edenai_balanced_event_loop_lag_seconds")
                    .Add({}, lag_buckets)) {
    for (const std::string& account : accounts) {
        polls_.Add({{"account", account}});
        poll_duration_.Add({{"account", account}}, poll_buckets);
        connections_.Add({{"account", account}});
        for (const std::string_view reason : failure_reason_names)
            failures_.Add({{"account", account}, {"reason", text(reason)}});
        for (const std::string_view reason : skip_reason_names)
            skipped_.Add({{"account", account}, {"reason", text(reason)}});
        for (const std::string_view field : token_field_names)
            field_errors_.Add({{"account", account}, {"field", text(field)}});
        for_each_severity(
            [&](level_kind kind, level at) { crossings_.Add(crossing_labels(account, kind, at)); });
    }
    add<prometheus::Gauge>(registry_, "edenai_balanced_build_info")
        .Add({{"version", text(version())}, {"revision", text(revision())}, {"compiler", text(compiler())}})
        .Set(1);
    add<prometheus::Gauge>(registry_, "edenai_balanced_config_last_reload_successful").Add({}).Set(1);
    add<prometheus::Gauge>(registry_, "edenai_balanced_config_last_reload_success_timestamp_seconds")
        .Add({})
        .Set(unix_seconds(started));
}

void counters::poll_ended(const std::string& account, const poll_count& poll) {
    polls_.Add({{"account", account}}).Increment();
    poll_duration_.Add({{"account", account}}, poll_buckets).Observe(in_seconds(poll.took));
    connections_.Add({{"account", account}}).Increment(static_cast<double>(poll.new_connections));
    if (poll.failure)
        failures_.Add({{"account", account}, {"reason", text(name(*poll.failure))}}).Increment();
    const list_tally& tally = poll.tally;
    for (std::size_t i = 0; i < tally.skipped.size(); ++i)
        skipped_.Add({{"account", account}, {"reason", text(skip_reason_names[i])}})
            .Increment(static_cast<double>(tally.skipped[i]));
    for (std::size_t i = 0; i < tally.field_errors.size(); ++i)
        field_errors_.Add({{"account", account}, {"field", text(token_field_names[i])}})
            .Increment(static_cast<double>(tally.field_errors[i]));
}

void counters::crossed(const std::string& account, const crossing_counts& crossings) {
    for_each_severity([&](level_kind kind, level at) {
        const std::uint64_t count = crossings[static_cast<std::size_t>(kind)][static_cast<std::size_t>(at)];
        crossings_.Add(crossing_labels(account, kind, at)).Increment(static_cast<double>(count));
    });
}

void counters::request_answered(std::string_view handler, unsigned status) {
    requests_.Add({{"handler", text(handler)}, {"code", std::to_string(status)}}).Increment();
}

void counters::loop_lagged(duration lag) {
    loop_lag_.Observe(in_seconds(lag));
}

std::vector<prometheus::MetricFamily> counters::collect(const log& log,
                                                        std::chrono::steady_clock::time_point now) {
    if (process_.empty() || now - process_read_ >= process_lifetime) {
        process_ = process_metrics();
        process_read_ = now;
    }
    std::vector<prometheus::MetricFamily> families = registry_.Collect();
    families.push_back(log_family(log));
    families.insert(families.end(), process_.begin(), process_.end());
    return families;
}

} // namespace balanced
