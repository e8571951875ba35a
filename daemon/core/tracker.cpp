#include <balanced/core/thresholds.hpp>
#include <balanced/core/tracker.hpp>
#include <balanced/core/tracking_step.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace balanced {
namespace {

using namespace std::chrono_literals;

constexpr duration failure_reminder = 15min;

/// What every step ends with: staleness, forecasts and levels of all tokens, and when time alone will change
/// something next.
tracked conclude(tracking_step&& step, account_snapshot&& snapshot) {
    std::optional<time_point> next;
    const auto consider = [&](std::optional<time_point> moment) {
        if (moment && (!next || *moment < *next))
            next = moment;
    };
    snapshot.stale = false;
    if (snapshot.last_success && step.settings.stale_after > duration::zero()) {
        const time_point end = *snapshot.last_success + step.settings.stale_after;
        snapshot.stale = step.now.wall >= end;
        if (!snapshot.stale)
            consider(end);
    }
    snapshot.resets.reset();
    if (step.settings.calendar)
        snapshot.resets = next_resets_after(step.now.wall, *step.settings.calendar);
    for (tracked_token& token : snapshot.tokens) {
        judge(step, snapshot, token);
        consider(next_change(step, snapshot, token));
    }
    snapshot.next_change = next;
    return {std::move(snapshot), std::move(step).told()};
}

/// Whether a refill may have shown in between: then nobody knows what was consumed.
bool refilled(const tracking_step& step, const tracked_token& token, const moment& since) {
    const std::optional<reset_period> period = reset_of(token.record, step.settings).period;
    return period && step.settings.calendar &&
           next_reset(*period, since.wall - reset_lag, *step.settings.calendar) <= step.now.wall;
}

/// What the time since the last balance tells of the burn. A rise hides what was consumed before and after
/// it.
burn_estimate burn_since(const tracking_step& step, const tracked_token& token, const tracked_token& before,
                         double change) {
    if (!before.balance_seen)
        return before.burn;
    const duration span = elapsed(*before.balance_seen, step.now);
    const duration half_life = step.settings.forecast.half_life;
    if (change > 0 || refilled(step, token, *before.balance_seen))
        return unobserved(before.burn, span, half_life);
    return observed(before.burn, -change, span, half_life);
}

/// What could not be read is as it was.
void keep_unread(token_record& record, const token_record& before) {
    if (record.active_balance_malformed)
        record.active_balance = before.active_balance;
    if (record.token_type_malformed)
        record.token_type = before.token_type;
    if (!record.reset_malformed)
        return;
    if (record.reset_period.empty())
        record.reset_period = before.reset_period;
    if (!record.reset_amount)
        record.reset_amount = before.reset_amount;
}

/// Takes over what is remembered of a token, and counts how its balance moved.
void follow(tracking_step& step, tracked_token& token, const tracked_token& before) {
    token.consumed = before.consumed;
    token.added = before.added;
    token.last_balance = before.last_balance;
    token.balance_seen = before.balance_seen;
    token.burn = before.burn;
    token.last_balance_level = before.last_balance_level;
    token.last_runway_level = before.last_runway_level;
    token.last_expiry_level = before.last_expiry_level;
    keep_unread(token.record, before.record);
    if (!token.record.balance)
        return;
    const double balance = *token.record.balance;
    const double change = balance - before.last_balance.value_or(balance);
    token.burn = burn_since(step, token, before, change);
    token.last_balance = balance;
    token.balance_seen = step.now;
    // Beyond all numbers, as no credits are.
    if (!std::isfinite(token.consumed - change) || !std::isfinite(token.added + change))
        return;
    if (change < 0)
        token.consumed -= change;
    else if (change > 0) {
        token.added += change;
        step.changes.emplace_back(balance_added{token.record.name, balance, change});
    }
}

struct followed {
    std::vector<tracked_token> tokens;
    std::vector<std::optional<std::size_t>> places; ///< of each in the former list
};

/// Pairs the listed tokens with those known before, both sorted by name. To an account of which nothing is
/// known, none of them is an added one.
followed follow_all(tracking_step& step, const std::vector<tracked_token>& before, bool nothing_known,
                    token_list& list) {
    followed result;
    std::vector<tracked_token>& tokens = result.tokens;
    tokens.reserve(list.tokens.size());
    result.places.resize(list.tokens.size());
    auto known = before.begin();
    const auto remove_until = [&](const std::string* name) {
        for (; known != before.end() && (!name || known->record.name < *name); ++known)
            step.changes.emplace_back(token_removed{known->record.name});
    };
    for (token_record& record : list.tokens) {
        remove_until(&record.name);
        tracked_token& token = tokens.emplace_back();
        token.record = std::move(record);
        if (known != before.end() && known->record.name == token.record.name) {
            result.places[tokens.size() - 1] = known - before.begin();
            follow(step, token, *known++);
        } else {
            token.last_balance = token.record.balance;
            if (token.record.balance)
                token.balance_seen = step.now;
            if (!nothing_known)
                step.changes.emplace_back(token_added{token.record.name});
        }
    }
    remove_until(nullptr);
    return result;
}

bool same_set(const std::vector<tracked_token>& left, const std::vector<tracked_token>& right) {
    return std::ranges::equal(
        left, right, {}, [](const tracked_token& token) -> const std::string& { return token.record.name; },
        [](const tracked_token& token) -> const std::string& { return token.record.name; });
}

float sample_of(std::optional<double> balance) {
    const bool small = balance && std::abs(*balance) <= std::numeric_limits<float>::max();
    return small ? static_cast<float>(*balance) : std::numeric_limits<float>::quiet_NaN();
}

/// The balances so far in the order of the new list, and these, where it is time.
balance_history continued(const account_snapshot& before, const followed& now, const moment& at) {
    balance_history history =
        same_set(before.tokens, now.tokens) ? before.history : rearranged(before.history, now.places);
    const duration running = running_time(at);
    if (!sample_due(history, running))
        return history;
    std::vector<float> balances;
    balances.reserve(now.tokens.size());
    for (const tracked_token& token : now.tokens)
        balances.push_back(sample_of(token.record.balance));
    return with_sample(std::move(history), running, std::move(balances));
}

} // namespace

tracked track_list(const account_snapshot& before, token_list list, const tracking_settings& settings,
                   const moment& now) {
    tracking_step step{settings, now};
    const bool recalling = before.remembered && !before.last_success;
    followed listed = recalling ? follow_all(step, recall(*before.remembered), false, list)
                                : follow_all(step, before.tokens, !before.last_success, list);
    account_snapshot after;
    after.history = continued(before, listed, now);
    after.tokens = std::move(listed.tokens);
    after.revoked = list.tally.revoked;
    after.collisions = list.tally.collisions;
    after.body_bytes = list.body_bytes;
    after.last_poll = after.last_success = now.wall;
    after.collision_warned = before.collision_warned || list.tally.collisions > 0;
    after.zoneless_warned = before.zoneless_warned || list.tally.zoneless_expire_time;

    if (before.outage)
        step.first.emplace_back(poll_recovered{std::max(now.wall - before.outage->since, duration::zero())});
    if (!before.last_success || !same_set(before.tokens, after.tokens))
        step.first.emplace_back(tokens_listed{after.tokens.size()});
    if (after.collision_warned && !before.collision_warned)
        step.first.emplace_back(name_collision{list.tally.collisions});
    if (after.zoneless_warned && !before.zoneless_warned)
        step.first.emplace_back(zoneless_expire_time{});
    return conclude(std::move(step), std::move(after));
}

tracked track_failure(const account_snapshot& before, poll_failure failure, duration retry_in,
                      const tracking_settings& settings, const moment& now) {
    tracking_step step{settings, now};
    account_snapshot after = before;
    after.last_poll = now.wall;
    if (!after.outage)
        after.outage = poll_outage{.since = now.wall, .failures = 0, .last_logged = {}, .last = {}};
    poll_outage& outage = *after.outage;
    ++outage.failures;
    const auto logged = outage.last_logged.find(failure.reason);
    if (logged == outage.last_logged.end() || now.wall - logged->second >= failure_reminder ||
        now.wall < logged->second) {
        outage.last_logged[failure.reason] = now.wall;
        step.first.emplace_back(poll_failed{failure.reason, failure.status, failure.detail, retry_in});
    }
    outage.last = std::move(failure);
    return conclude(std::move(step), std::move(after));
}

tracked track_time(const account_snapshot& before, const tracking_settings& settings, const moment& now) {
    return conclude(tracking_step{settings, now}, account_snapshot(before));
}

} // namespace balanced
