#include <balanced/core/level.hpp>

#include <algorithm>
#include <array>

namespace balanced {
namespace {

bool entered(level at, double balance, const credit_thresholds& thresholds) {
    return balance <= threshold_of(at, thresholds);
}

bool left(level at, double balance, const credit_thresholds& thresholds, double hysteresis) {
    if (at == level::worst)
        return balance > 0;
    return balance > threshold_of(at, thresholds) * (1 + hysteresis);
}

constexpr std::array worst_first{level::worst, level::critical, level::warning};

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
    for (const level candidate : worst_first) {
        const bool held =
            candidate <= present.value_or(level::ok) && !left(candidate, balance, at, hysteresis);
        if (held || entered(candidate, balance, at))
            return candidate;
    }
    return level::ok;
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

double threshold_of(level at, const expiry_thresholds& thresholds) {
    if (at == level::critical)
        return in_seconds(thresholds.critical);
    return at == level::worst ? 0 : in_seconds(thresholds.warning);
}

} // namespace balanced
