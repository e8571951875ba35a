#include <balanced/core/thresholds.hpp>
#include <balanced/core/tracking_step.hpp>

#include <algorithm>
#include <iterator>

namespace balanced {
namespace {

/// Tells of a level that changed. `from` is absent when the token is first seen, and `value` where it is ok
/// for want of one.
void tell_level(tracking_step& step, const tracked_token& token, level_kind kind, std::optional<level> from,
                level now, std::optional<double> value, double threshold) {
    const std::string& name = token.record.name;
    if (now > from.value_or(level::ok))
        step.crossed.push_back({name, kind, now, from, value.value_or(0), threshold});
    else if (from && now < *from)
        step.recovered.emplace_back(threshold_recovered{name, kind, *from, now, value});
}

void judge_balance(tracking_step& step, tracked_token& token) {
    token.thresholds = credit_thresholds_for(token.record, step.settings);
    token.balance_level.reset();
    if (!token.thresholds) {
        // A field that could not be read says nothing; a budget that is gone takes its level with it.
        if (!token.record.budget_malformed())
            token.last_balance_level.reset();
        return;
    }
    const double balance = *token.record.balance;
    const std::optional<level> from = token.last_balance_level;
    const level now = balance_level(balance, *token.thresholds, step.settings.hysteresis, from);
    token.balance_level = token.last_balance_level = now;
    tell_level(step, token, level_kind::balance, from, now, balance, threshold_of(now, *token.thresholds));
}

/// A token is not projected past the reset that follows its balance, which may not show yet when it is due.
void forecast(const tracking_step& step, const account_snapshot& account, tracked_token& token) {
    const reset_rule rule = reset_of(token.record, step.settings);
    token.reset = account.resets ? rule.period : std::nullopt;
    token.reset_amount = rule.amount;
    token.burn_rate = token.record.balance ? burn_rate(token.burn, step.settings.forecast) : std::nullopt;
    token.runway.reset();
    if (!token.record.has_budget() || !token.burn_rate || !token.balance_seen)
        return;
    token.runway = runway(*token.record.balance, *token.burn_rate);
    const time_point seen = token.balance_seen->wall;
    if (token.runway && token.reset &&
        seen + *token.runway >= next_reset(*token.reset, seen - reset_lag, *step.settings.calendar))
        token.runway.reset();
}

/// The runway of a token that lasts until its reset, but not longer by the hysteresis: it enters no level,
/// and leaves none.
std::optional<duration> end_near_reset(const tracking_step& step, const tracked_token& token) {
    if (!token.lasts_until_reset())
        return std::nullopt;
    const std::optional<duration> whole = runway(*token.record.balance, *token.burn_rate);
    const time_point seen = token.balance_seen->wall;
    const duration to_reset = next_reset(*token.reset, seen - reset_lag, *step.settings.calendar) - seen;
    const bool near = whole && to_reset > duration::zero() &&
                      in_seconds(*whole) <= in_seconds(to_reset) * (1 + step.settings.hysteresis);
    return near ? whole : std::nullopt;
}

void judge_runway(tracking_step& step, tracked_token& token) {
    const std::optional<runway_thresholds> at = runway_thresholds_for(token.record, step.settings);
    token.runway_level.reset();
    if (!at && !token.record.budget_malformed())
        token.last_runway_level.reset();
    if (!at || !token.burn_rate)
        return;
    const std::optional<level> from = token.last_runway_level;
    std::optional<duration> left = token.runway;
    const std::optional<duration> held = end_near_reset(step, token);
    if (held)
        left = held;
    if (left)
        *left -= std::max(elapsed(*token.balance_seen, step.now), duration::zero());
    level now = runway_level(left, *at, step.settings.hysteresis, from);
    if (held)
        now = std::min(now, from.value_or(level::ok));
    token.runway_level = token.last_runway_level = now;
    tell_level(step, token, level_kind::runway, from, now,
               left ? std::optional(in_seconds(std::max(*left, duration::zero()))) : std::nullopt,
               threshold_of(now, *at));
}

void judge_expiry(tracking_step& step, tracked_token& token) {
    const expiry_thresholds& at = expiry_thresholds_for(token.record, step.settings);
    token.expiry_level.reset();
    if (!token.record.expire_time || !at.enabled) {
        if (!token.record.expire_time_malformed)
            token.last_expiry_level.reset();
        return;
    }
    const duration left = *token.record.expire_time - step.now.wall;
    const std::optional<level> from = token.last_expiry_level;
    const level now = expiry_level(left, at);
    token.expiry_level = token.last_expiry_level = now;
    tell_level(step, token, level_kind::expiry, from, now, in_seconds(left), threshold_of(now, at));
}

/// The next moment after `now` at which an expiry enters a level.
std::optional<time_point> next_expiry_change(const tracked_token& token, const tracking_settings& settings,
                                             time_point now) {
    if (!token.record.expire_time)
        return std::nullopt;
    const time_point end = *token.record.expire_time;
    const expiry_thresholds& at = expiry_thresholds_for(token.record, settings);
    if (at.enabled) {
        for (const time_point entered : {end - at.warning, end - at.critical}) {
            if (entered > now)
                return entered;
        }
    }
    return end > now ? std::optional(end) : std::nullopt;
}

} // namespace

std::vector<event> tracking_step::told() && {
    std::ranges::stable_sort(crossed, std::ranges::greater{}, &threshold_crossed::severity);
    std::vector<event> all = std::move(first);
    std::ranges::move(changes, std::back_inserter(all));
    std::ranges::move(crossed, std::back_inserter(all));
    std::ranges::move(recovered, std::back_inserter(all));
    return all;
}

void judge(tracking_step& step, const account_snapshot& account, tracked_token& token) {
    judge_balance(step, token);
    forecast(step, account, token);
    // A projection from a balance that is too old to be shown is no reason to tell anybody anything.
    if (!account.stale)
        judge_runway(step, token);
    judge_expiry(step, token);
    const bool expired = token.record.expire_time && *token.record.expire_time <= step.now.wall;
    const bool exhausted = token.record.has_budget() && *token.record.balance <= 0;
    token.usable = !expired && !exhausted;
}

std::optional<time_point> next_change(const tracking_step& step, const account_snapshot& account,
                                      const tracked_token& token) {
    const std::optional<time_point> expiry = next_expiry_change(token, step.settings, step.now.wall);
    const std::optional<time_point> reset = account.reset_time(token);
    return expiry && reset ? std::min(*expiry, *reset) : expiry ? expiry : reset;
}

} // namespace balanced
