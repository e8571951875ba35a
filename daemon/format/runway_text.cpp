#include <balanced/format/runway_text.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace balanced {
namespace {

struct unit {
    std::int64_t minutes;
    const char* name;
};

constexpr std::array<unit, 3> units{{{1440, " d"}, {60, " h"}, {1, " m"}}};

} // namespace

std::string spaced_duration(duration span) {
    auto left = std::chrono::floor<std::chrono::minutes>(span).count();
    if (left <= 0)
        return "less than 1 m";
    const auto* largest = std::ranges::find_if(units, [&](const unit& one) { return left >= one.minutes; });
    std::string text = std::to_string(left / largest->minutes) + largest->name;
    left %= largest->minutes;
    const auto* next = std::next(largest);
    if (next != units.end() && left >= next->minutes)
        text.append(" ").append(std::to_string(left / next->minutes)).append(next->name);
    return text;
}

std::string runway_text(const tracked_token& token, time_point now) {
    if (!token.record.has_budget())
        return {};
    if (*token.record.balance <= 0)
        return "none";
    if (!token.burn_rate)
        return {};
    if (const auto end = token.exhaustion())
        return spaced_duration(*end - now);
    return token.lasts_until_reset() ? "until the reset" : "no end in sight";
}

} // namespace balanced
