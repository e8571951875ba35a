#pragma once
#include <balanced/core/settings.hpp>

#include <array>
#include <optional>
#include <string_view>

// How near to its end a token is, by kind: the rules of entering and of leaving a level.

namespace balanced {

enum class level : unsigned char { ok, warning, critical, worst };
enum class level_kind : unsigned char { balance, runway, expiry };

inline constexpr std::array<std::string_view, 3> level_kind_names{"balance", "runway", "expiry"};
constexpr std::string_view name(level_kind kind) {
    return level_kind_names[static_cast<std::size_t>(kind)];
}

/// "ok", "warning", "critical"; the worst is "exhausted" for a balance and "expired" for an expiry. A runway
/// has no worst level.
std::string_view severity_name(level_kind kind, level at);

/// Thresholds of one token, in credits.
struct credit_thresholds {
    double warning = 0;
    double critical = 0;
    bool operator==(const credit_thresholds&) const = default;
};

/// The level of a balance. Entering a worse level happens at once; leaving one needs the hysteresis (from
/// exhausted: a balance above 0). `present` is the level so far, absent when first seen.
level balance_level(double balance, const credit_thresholds& at, double hysteresis,
                    std::optional<level> present);

/// The level of a runway of `left`, absent where no end is in sight, by the same rules.
level runway_level(std::optional<duration> left, const runway_thresholds& at, double hysteresis,
                   std::optional<level> present);

/// The level of an expiry with `left` time to go.
level expiry_level(duration left, const expiry_thresholds& at);

/// The threshold that a level is entered at: credits, or seconds.
double threshold_of(level at, const credit_thresholds& thresholds);
double threshold_of(level at, const runway_thresholds& thresholds);
double threshold_of(level at, const expiry_thresholds& thresholds);

} // namespace balanced
