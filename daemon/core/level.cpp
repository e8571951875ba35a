#include <balanced/core/level.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace balanced {
namespace {

/// The worst of `levels` (the worst first) that `value` enters, or stays in: above 0 the worst level is left
/// at once, the others with the hysteresis.
template <typename Thresholds>
level judge(std::span<const level> levels, double value, const Thresholds& thresholds, double hysteresis,
            level present) {
    for (const level candidate : levels) {
        const double threshold = threshold_of(candidate, thresholds);
        const bool entered = value <= threshold;
        const bool held = candidate <= present && value <= threshold * (1 + hysteresis);
        if (entered || held)
            return candidate;
    }
    return level::ok;
}

} // namespace

std::string_view severity_name(level_kind kind, level at) {
    switch (at) {
    case level::ok:
        return "ok";
    case level::warning:
        return "warning";
    case level::critical:
        return "critical";
    case level::worst:
        break;
    }
    return kind == level_kind::balance ? "exhausted" : "expired";
}

level balance_level(double balance, const credit_thresholds& at, double hysteresis,
                    std::optional<level> present) {
    constexpr std::array levels{level::worst, level::critical, level::warning};
    return judge(levels, balance, at, hysteresis, present.value_or(level::ok));
}

level runway_level(std::optional<duration> left, const runway_thresholds& at, double hysteresis,
                   std::optional<level> present) {
    constexpr std::array levels{level::critical, level::warning};
    if (!left)
        return level::ok;
    return judge(levels, in_seconds(*left), at, hysteresis, present.value_or(level::ok));
}

level expiry_level(duration left, const expiry_thresholds& at) {
    if (left <= duration::zero())
        return level::worst;
    if (left <= at.critical)
        return level::critical;
    return left <= at.warning ? level::warning : level::ok;
}

double threshold_of(level at, const credit_thresholds& thresholds) {
    if (at == level::critical)
        return thresholds.critical;
    return at == level::worst ? 0 : thresholds.warning;
}

double threshold_of(level at, const runway_thresholds& thresholds) {
    return in_seconds(at == level::critical ? thresholds.critical : thresholds.warning);
}

double threshold_of(level at, const expiry_thresholds& thresholds) {
    if (at == level::critical)
        return in_seconds(thresholds.critical);
    return at == level::worst ? 0 : in_seconds(thresholds.warning);
}

} // namespace balanced
