#pragma once
#include <balanced/core/event.hpp>
#include <balanced/core/failure.hpp>

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What counts an account's events, with every closed set of label values there at 0 from the start. Tokens
// are not here; they come from the snapshot.

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

/// The families that every account has its series in.
struct account_families {
    explicit account_families(prometheus::Registry& registry);

    prometheus::Family<prometheus::Counter>& polls;
    prometheus::Family<prometheus::Counter>& failures;
    prometheus::Family<prometheus::Histogram>& poll_duration;
    prometheus::Family<prometheus::Counter>& connections;
    prometheus::Family<prometheus::Counter>& skipped;
    prometheus::Family<prometheus::Counter>& field_errors;
    prometheus::Family<prometheus::Counter>& crossings;
};

/// One account's series, which go with it.
class account_counters {
public:
    /// `families` must outlive it.
    account_counters(const account_families& families, const std::string& account);
    ~account_counters();
    account_counters(const account_counters&) = delete;
    account_counters& operator=(const account_counters&) = delete;

    void poll_ended(const poll_count& poll);
    void crossed(const crossing_counts& counts);

private:
    account_families families_;
    prometheus::Counter* polls_;
    prometheus::Histogram* poll_duration_;
    prometheus::Counter* connections_;
    std::array<prometheus::Counter*, failure_reason_names.size()> failures_{};
    std::array<prometheus::Counter*, skip_reason_names.size()> skipped_{};
    std::array<prometheus::Counter*, token_field_names.size()> field_errors_{};
    std::array<std::array<prometheus::Counter*, 4>, level_kind_names.size()> crossings_{};
};

} // namespace balanced
