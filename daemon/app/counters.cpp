#include <balanced/app/counters.hpp>
#include <balanced/app/version.hpp>
#include <balanced/os/process_metrics.hpp>

namespace balanced {
namespace {

prometheus::Gauge& add_gauge(prometheus::Registry& registry, const char* family_name) {
    return prometheus::BuildGauge().Name(family_name).Register(registry).Add({});
}

const prometheus::Histogram::BucketBoundaries lag_buckets{0.0001, 0.001, 0.01, 0.1, 1, 10};

/// Reading /proc costs more than the rest of a small page.
constexpr std::chrono::seconds process_lifetime{1};

std::string text(std::string_view view) {
    return std::string(view);
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

counters::counters(time_point started)
    : families_(registry_)
    , requests_(prometheus::BuildCounter().Name("edenai_balanced_http_requests_total").Register(registry_))
    , loop_lag_(prometheus::BuildHistogram()
                    .Name("edenai_balanced_event_loop_lag_seconds")
                    .Register(registry_)
                    .Add({}, lag_buckets))
    , reload_successful_(add_gauge(registry_, "edenai_balanced_config_last_reload_successful"))
    , reload_time_(add_gauge(registry_, "edenai_balanced_config_last_reload_success_timestamp_seconds")) {
    prometheus::BuildGauge()
        .Name("edenai_balanced_build_info")
        .Register(registry_)
        .Add({{"version", text(version())}, {"revision", text(revision())}, {"compiler", text(compiler())}})
        .Set(1);
    config_loaded(started);
}

void counters::add_account(const std::string& account) {
    accounts_.try_emplace(account, families_, account);
}

void counters::remove_account(const std::string& account) {
    accounts_.erase(account);
}

void counters::poll_ended(const std::string& account, const poll_count& poll) {
    if (const auto found = accounts_.find(account); found != accounts_.end())
        found->second.poll_ended(poll);
}

void counters::crossed(const std::string& account, const crossing_counts& crossings) {
    if (const auto found = accounts_.find(account); found != accounts_.end())
        found->second.crossed(crossings);
}

void counters::config_loaded(time_point now) {
    reload_successful_.Set(1);
    reload_time_.Set(unix_seconds(now));
}

void counters::config_rejected() {
    reload_successful_.Set(0);
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
