#include <balanced/core/snapshot.hpp>

#include <algorithm>

namespace balanced {

std::optional<time_point> tracked_token::exhaustion() const {
    return runway && balance_seen ? std::optional(balance_seen->wall + *runway) : std::nullopt;
}

std::string_view tracked_token::shown_period() const {
    return record.reset_period.empty() && reset ? name(*reset) : std::string_view(record.reset_period);
}

std::optional<time_point> account_snapshot::reset_time(const tracked_token& token) const {
    return resets && token.reset ? std::optional((*resets)[static_cast<std::size_t>(*token.reset)])
                                 : std::nullopt;
}

std::optional<level> account_snapshot::shown_level(const tracked_token& token, level_kind kind) const {
    if (kind == level_kind::expiry)
        return token.expiry_level;
    if (stale)
        return std::nullopt;
    return kind == level_kind::balance ? token.balance_level : token.runway_level;
}

level account_snapshot::worst_level(const tracked_token& token) const {
    level worst = level::ok;
    for (const level_kind kind : {level_kind::balance, level_kind::runway, level_kind::expiry})
        worst = std::max(worst, shown_level(token, kind).value_or(level::ok));
    return worst;
}

} // namespace balanced
