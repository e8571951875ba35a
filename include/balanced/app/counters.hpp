#pragma once
#include <balanced/core/event.hpp>
#include <balanced/core/failure.hpp>
#include <balanced/os/log.hpp>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What counts events: prometheus-cpp's registry, with every closed set of label values there at 0 from the
// start. Tokens are not here; they come from the snapshot.

namespace balanced {

/// What one poll counts.
struct poll_count {
    duration took{};
    std::uint64_t new_connections = 0;
    std::optional<failure_reason> failure{};
    list_tally tally{};
};

/// Crossings by kind and by the level reached.
using crossing_counts = std::array<std::array<std::uint64_t, 4>, level_kind_names.size()>;

crossing_counts count_crossings(const std::vector<event>& events);

class counters {
public:
    /// `accounts` are all that will be counted for.
    counters(const std::vector<std::string>& accounts, time_point started);

    void poll_ended(const std::string& account, const poll_count& poll);
    void crossed(const std::string& account, const crossing_counts& crossings);
    void request_answered(std::string_view handler, unsigned status);
    void loop_lagged(duration lag);

    /// All families of the registry, of the log and of the process; the process's are up to a second old.
    std::vector<prometheus::MetricFamily> collect(const log& log, std::chrono::steady_clock::time_point now);

private:
    prometheus::Registry registry_;
    prometheus::Family<prometheus::Counter>& polls_;
    prometheus::Family<prometheus::Counter>& failures_;
    prometheus::Family<prometheus::Histogram>& poll_duration_;
    prometheus::Family<prometheus::Counter>& connections_;
    prometheus::Family<prometheus::Counter>& skipped_;
    prometheus::Family<prometheus::Counter>& field_errors_;
    prometheus::Family<prometheus::Counter>& crossings_;
    prometheus::Family<prometheus::Counter>& requests_;
    prometheus::Histogram& loop_lag_;
    std::vector<prometheus::MetricFamily> process_;
    std::chrono::steady_clock::time_point process_read_;
};

} // namespace balanced
