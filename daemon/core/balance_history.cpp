#include <balanced/core/balance_history.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace balanced {
namespace {

constexpr duration longest_step = history_span / most_samples;

/// Leaves out samples that follow closer than `step`, the newest of all excepted.
void thin_out(std::vector<balance_sample>& samples, duration step) {
    const duration newest = samples.back().at;
    std::optional<duration> kept;
    std::erase_if(samples, [&](const balance_sample& sample) {
        if (kept && sample.at - *kept < step && sample.at != newest)
            return true;
        kept = sample.at;
        return false;
    });
}

} // namespace

bool sample_due(const balance_history& history, duration now) {
    return history.samples.empty() || now - history.samples.back().at >= history.step;
}

balance_history with_sample(balance_history history, duration now, std::vector<float> balances) {
    std::vector<balance_sample>& samples = history.samples;
    std::erase_if(samples, [&](const balance_sample& sample) { return now - sample.at > history_span; });
    while (samples.size() >= most_samples && history.step < longest_step) {
        history.step = std::min(2 * history.step, longest_step);
        thin_out(samples, history.step);
    }
    if (samples.size() >= most_samples)
        samples.erase(samples.begin());
    samples.push_back({now, std::make_shared<const std::vector<float>>(std::move(balances))});
    return history;
}

balance_history rearranged(const balance_history& history,
                           std::span<const std::optional<std::size_t>> places) {
    balance_history changed{history.step, {}};
    changed.samples.reserve(history.samples.size());
    for (const balance_sample& sample : history.samples) {
        std::vector<float> balances;
        balances.reserve(places.size());
        for (const std::optional<std::size_t>& place : places)
            balances.push_back(place ? (*sample.balances)[*place] : std::numeric_limits<float>::quiet_NaN());
        changed.samples.push_back(
            {sample.at, std::make_shared<const std::vector<float>>(std::move(balances))});
    }
    return changed;
}

} // namespace balanced
