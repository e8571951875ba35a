#include <balanced/app/account_counters.hpp>

#include <string_view>

namespace balanced {
namespace {

// The families' help texts are in the one table of families; prometheus-cpp's copy stays empty.
prometheus::Family<prometheus::Counter>& add(prometheus::Registry& registry, const char* family_name) {
    return prometheus::BuildCounter().Name(family_name).Register(registry);
}

const prometheus::Histogram::BucketBoundaries poll_buckets{0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                           0.5,   1,    2.5,   5,    10,  30};

prometheus::Labels labels_of(const std::string& account, const char* label, std::string_view value) {
    return {{"account", account}, {label, std::string(value)}};
}

template <std::size_t size>
std::array<prometheus::Counter*, size> add_all(prometheus::Family<prometheus::Counter>& family,
                                               const std::string& account, const char* label,
                                               const std::array<std::string_view, size>& values) {
    std::array<prometheus::Counter*, size> added{};
    for (std::size_t i = 0; i < size; ++i)
        added[i] = &family.Add(labels_of(account, label, values[i]));
    return added;
}

template <std::size_t size>
void remove_all(prometheus::Family<prometheus::Counter>& family,
                const std::array<prometheus::Counter*, size>& counters) {
    for (prometheus::Counter* counter : counters) {
        if (counter != nullptr)
            family.Remove(counter);
    }
}

template <std::size_t size>
void count_all(const std::array<prometheus::Counter*, size>& counters,
               const std::array<std::size_t, size>& counts) {
    for (std::size_t i = 0; i < size; ++i)
        counters[i]->Increment(static_cast<double>(counts[i]));
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

account_families::account_families(prometheus::Registry& registry)
    : polls(add(registry, "edenai_polls_total"))
    , failures(add(registry, "edenai_poll_failures_total"))
    , poll_duration(prometheus::BuildHistogram().Name("edenai_poll_duration_seconds").Register(registry))
    , connections(add(registry, "edenai_connections_opened_total"))
    , skipped(add(registry, "edenai_skipped_tokens_total"))
    , field_errors(add(registry, "edenai_field_errors_total"))
    , crossings(add(registry, "edenai_threshold_crossings_total")) {}

account_counters::account_counters(const account_families& families, const std::string& account)
    : families_(families)
    , polls_(&families.polls.Add({{"account", account}}))
    , poll_duration_(&families.poll_duration.Add({{"account", account}}, poll_buckets))
    , connections_(&families.connections.Add({{"account", account}}))
    , failures_(add_all(families.failures, account, "reason", failure_reason_names))
    , skipped_(add_all(families.skipped, account, "reason", skip_reason_names))
    , field_errors_(add_all(families.field_errors, account, "field", token_field_names)) {
    for (const level_kind kind : {level_kind::balance, level_kind::runway, level_kind::expiry}) {
        for (const level at : {level::warning, level::critical, level::worst}) {
            if (kind == level_kind::runway && at == level::worst)
                continue; // the balance says that
            prometheus::Labels labels = labels_of(account, "kind", name(kind));
            labels["severity"] = severity_name(kind, at);
            crossings_[static_cast<std::size_t>(kind)][static_cast<std::size_t>(at)] =
                &families.crossings.Add(labels);
        }
    }
}

account_counters::~account_counters() {
    families_.polls.Remove(polls_);
    families_.poll_duration.Remove(poll_duration_);
    families_.connections.Remove(connections_);
    remove_all(families_.failures, failures_);
    remove_all(families_.skipped, skipped_);
    remove_all(families_.field_errors, field_errors_);
    for (const auto& of_kind : crossings_)
        remove_all(families_.crossings, of_kind);
}

void account_counters::poll_ended(const poll_count& poll) {
    polls_->Increment();
    poll_duration_->Observe(in_seconds(poll.took));
    connections_->Increment(static_cast<double>(poll.new_connections));
    if (poll.failure)
        failures_[static_cast<std::size_t>(*poll.failure)]->Increment();
    count_all(skipped_, poll.tally.skipped);
    count_all(field_errors_, poll.tally.field_errors);
}

void account_counters::crossed(const crossing_counts& counts) {
    for (std::size_t kind = 0; kind < counts.size(); ++kind) {
        for (std::size_t at = 1; at < counts[kind].size(); ++at)
            if (crossings_[kind][at] != nullptr)
                crossings_[kind][at]->Increment(static_cast<double>(counts[kind][at]));
    }
}

} // namespace balanced
