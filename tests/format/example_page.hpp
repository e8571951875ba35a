#pragma once
#include "example_tokens.hpp"
#include <balanced/format/metrics_page.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

// Accounts and collected families to make pages of.

namespace balanced::test {

using name_set = std::set<std::string, std::less<>>;

constexpr time_point at(std::int64_t microseconds) {
    return time_point(duration(microseconds));
}

inline account_snapshot polled(std::vector<tracked_token> tokens) {
    account_snapshot made;
    made.tokens = std::move(tokens);
    made.revoked = 2;
    made.collisions = 1;
    made.body_bytes = 4096;
    made.last_poll = at(1'764'540'000'250'000);
    made.last_success = at(1'764'540'000'250'000);
    made.resets = resets_at_new_month;
    made.credential_expire = at(1'796'076'000'000'000);
    return made;
}

inline account_view view_of(std::string account, account_snapshot snapshot, const name_set& excluded = {}) {
    account_view view;
    view.tokens = std::make_shared<token_chunks>(render_tokens(account, snapshot, excluded));
    view.deflated = std::make_shared<deflated_chunks>(deflate_tokens(*view.tokens));
    view.account = std::move(account);
    view.poll_interval_seconds = 60;
    view.snapshot = std::make_shared<account_snapshot>(std::move(snapshot));
    return view;
}

inline prometheus::ClientMetric metric(std::vector<prometheus::ClientMetric::Label> labels, double value) {
    prometheus::ClientMetric made;
    made.label = std::move(labels);
    made.counter.value = value;
    made.gauge.value = value;
    made.histogram = {.sample_count = 3, .sample_sum = value, .bucket = {{1, 0.5}, {2, 1}}};
    return made;
}

inline prometheus::MetricType type_of(const metric_family& family) {
    if (family.type == family_type::histogram)
        return prometheus::MetricType::Histogram;
    return family.type == family_type::counter ? prometheus::MetricType::Counter
                                               : prometheus::MetricType::Gauge;
}

/// Something of each family that the page takes from prometheus-cpp.
inline std::vector<prometheus::MetricFamily> counted() {
    std::vector<prometheus::MetricFamily> made;
    for (const metric_family& family : metric_families()) {
        if (family.scope == family_scope::token)
            continue;
        if (family.scope != family_scope::account) {
            made.push_back({std::string(family.name), "", type_of(family), {metric({}, 1.5)}});
        } else if (family.type != family_type::gauge) {
            made.push_back({std::string(family.name),
                            "",
                            type_of(family),
                            {metric({{"account", "b"}}, 2), metric({{"account", "a"}}, 1)}});
        }
    }
    return made;
}

inline std::string body(const page& of) {
    std::string whole;
    for (const auto piece : of.pieces)
        whole += piece;
    EXPECT_EQ(of.size(), whole.size());
    return whole;
}

inline std::string render(std::span<const account_view> accounts,
                          std::span<const prometheus::MetricFamily> collected, exposition_format format,
                          const name_set& excluded = {}) {
    return body(render_page(accounts, collected, excluded, format, false));
}

inline std::vector<account_view> two_accounts() {
    tracked_token expired = token("old");
    expired.record.token_type = "sandbox_api_token";
    expired.record.expire_time = at(1'700'000'000'000'000);
    expired.expiry_level = level::worst;
    expired.usable = false;
    account_snapshot failing = polled({expired});
    failing.last_poll = at(1'764'540'060'000'000);
    failing.outage.emplace();
    return {view_of("a", polled({full_token("ci"), token("dev \"x\"\n")})), view_of("b", failing)};
}

} // namespace balanced::test
