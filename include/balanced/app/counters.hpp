#pragma once
#include <balanced/app/account_counters.hpp>
#include <balanced/os/log.hpp>

#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// What counts events: prometheus-cpp's registry, with every closed set of label values there at 0 from the
// start. Tokens are not here; they come from the snapshot.

namespace balanced {

class counters {
public:
    /// Nothing is counted for an account that has not been added, or not any more.
    explicit counters(time_point started);

    void add_account(const std::string& account);
    /// Its series are gone from then on.
    void remove_account(const std::string& account);

    void poll_ended(const std::string& account, const poll_count& poll);
    void crossed(const std::string& account, const crossing_counts& crossings);
    void request_answered(std::string_view handler, unsigned status);
    void loop_lagged(duration lag);
    void config_loaded(time_point now);
    void config_rejected();

    /// All families of the registry, of the log and of the process; the process's are up to a second old.
    std::vector<prometheus::MetricFamily> collect(const log& log, std::chrono::steady_clock::time_point now);

private:
    prometheus::Registry registry_;
    account_families families_;
    std::map<std::string, account_counters, std::less<>> accounts_;
    prometheus::Family<prometheus::Counter>& requests_;
    prometheus::Histogram& loop_lag_;
    prometheus::Gauge& reload_successful_;
    prometheus::Gauge& reload_time_;
    std::vector<prometheus::MetricFamily> process_;
    std::chrono::steady_clock::time_point process_read_;
};

} // namespace balanced
