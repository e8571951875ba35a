#include <balanced/core/thresholds.hpp>
#include <balanced/core/tracker.hpp>

#include <algorithm>
#include <iterator>

namespace balanced {
namespace {

using namespace std::chrono_literals;

constexpr duration failure_reminder = 15min;

/// Events of one step, told in this order: what the list is, what changed in it, and the levels, worst first.
struct step {
    const tracking_settings& settings;
    time_point now;
    std::vector<event> first{};
    std::vector<event> changes{};
    std::vector<threshold_crossed> crossed{};
    std::vector<event> recovered{};

    std::vector<event> told() &&;
};

std::vector<event> step::told() && {
    std::ranges::stable_sort(crossed, std::ranges::greater{}, &threshold_crossed::severity);
    std::vector<event> all = std::move(first);
    std::ranges::move(changes, std::back_inserter(all));
    std::ranges::move(crossed, std::back_inserter(all));
    std::ranges::move(recovered, std::back_inserter(all));
    return all;
}

/// Tells of a level that changed. `from` is absent when the token is first seen.
void tell_level(step& step, const tracked_token& token, level_kind kind, std::optional<level> from, level now,
                double value, double threshold) {
    const std::string& name = token.record.name;
    if (now > from.value_or(level::ok))
        step.crossed.push_back({name, kind, now, from, value, threshold});
    else if (from && now < *from)
        step.recovered.emplace_back(threshold_recovered{name, kind, *from, now, value});
}

void judge_balance(step& step, tracked_token& token) {
    token.thresholds = credit_thresholds_for(token.record, step.settings);
    token.balance_level.reset();
    if (!token.thresholds) {
        // A field that could not be read says nothing; a budget that is gone takes its level with it.
        if (!token.record.balance_malformed)
            token.last_balance_level.reset();
        return;
    }
    const double balance = *token.record.balance;
    const std::optional<level> from = token.last_balance_level;
    const level now = balance_level(balance, *token.thresholds, step.settings.hysteresis, from);
    token.balance_level = token.last_balance_level = now;
    tell_level(step, token, level_kind::balance, from, now, balance, threshold_of(now, *token.thresholds));
}

void judge_expiry(step& step, tracked_token& token) {
    const expiry_thresholds& at = expiry_thresholds_for(token.record, step.settings);
    token.expiry_level.reset();
    if (!token.record.expire_time || !at.enabled) {
        if (!token.record.expire_time_malformed)
            token.last_expiry_level.reset();
        return;
    }
    const duration left = *token.record.expire_time - step.now;
    const std::optional<level> from = token.last_expiry_level;
    const level now = expiry_level(left, at);
    token.expiry_level = token.last_expiry_level = now;
    tell_level(step, token, level_kind::expiry, from, now, in_seconds(left), threshold_of(now, at));
}

void judge(step& step, tracked_token& token) {
    judge_balance(step, token);
    judge_expiry(step, token);
    const bool expired = token.record.expire_time && *token.record.expire_time <= step.now;
    const bool exhausted = token.record.has_budget() && *token.record.balance <= 0;
    token.usable = !expired && !exhausted;
}

/// The next moment after `now` at which an expiry enters a level.
std::optional<time_point> next_expiry_change(const tracked_token& token, const tracking_settings& settings,
                                             time_point now) {
    if (!token.record.expire_time)
        return std::nullopt;
    const time_point end = *token.record.expire_time;
    const expiry_thresholds& at = expiry_thresholds_for(token.record, settings);
    if (at.enabled) {
        for (const time_point moment : {end - at.warning, end - at.critical}) {
            if (moment > now)
                return moment;
        }
    }
    return end > now ? std::optional(end) : std::nullopt;
}

/// What every step ends with: levels of all tokens, staleness, and when time alone will change something
/// next.
tracked conclude(step&& step, account_snapshot&& snapshot) {
    std::optional<time_point> next;
    const auto consider = [&](std::optional<time_point> moment) {
        if (moment && (!next || *moment < *next))
            next = moment;
    };
    for (tracked_token& token : snapshot.tokens) {
        judge(step, token);
        consider(next_expiry_change(token, step.settings, step.now));
    }
    snapshot.stale = false;
    if (snapshot.last_success && step.settings.stale_after > duration::zero()) {
        const time_point end = *snapshot.last_success + step.settings.stale_after;
        snapshot.stale = step.now >= end;
        if (!snapshot.stale)
            consider(end);
    }
    snapshot.next_change = next;
    return {std::move(snapshot), std::move(step).told()};
}

/// Takes over what is remembered of a token, and counts how its balance moved.
void follow(step& step, tracked_token& token, const tracked_token& before) {
    token.consumed = before.consumed;
    token.added = before.added;
    token.last_balance = before.last_balance;
    token.last_balance_level = before.last_balance_level;
    token.last_expiry_level = before.last_expiry_level;
    if (!token.record.balance)
        return;
    const double balance = *token.record.balance;
    const double change = balance - before.last_balance.value_or(balance);
    token.last_balance = balance;
    if (change < 0)
        token.consumed -= change;
    else if (change > 0) {
        token.added += change;
        step.changes.emplace_back(balance_added{token.record.name, balance, change});
    }
}

/// Pairs the listed tokens with those known before, both sorted by name. To an account of which nothing is
/// known, none of them is an added one.
std::vector<tracked_token> follow_all(step& step, const std::vector<tracked_token>& before,
                                      bool nothing_known, token_list& list) {
    std::vector<tracked_token> tokens;
    tokens.reserve(list.tokens.size());
    auto known = before.begin();
    const auto remove_until = [&](const std::string* name) {
        for (; known != before.end() && (!name || known->record.name < *name); ++known)
            step.changes.emplace_back(token_removed{known->record.name});
    };
    for (token_record& record : list.tokens) {
        remove_until(&record.name);
        tracked_token& token = tokens.emplace_back();
        token.record = std::move(record);
        if (known != before.end() && known->record.name == token.record.name)
            follow(step, token, *known++);
        else {
            token.last_balance = token.record.balance;
            if (!nothing_known)
                step.changes.emplace_back(token_added{token.record.name});
        }
    }
    remove_until(nullptr);
    return tokens;
}

bool same_set(const std::vector<tracked_token>& left, const std::vector<tracked_token>& right) {
    return std::ranges::equal(
        left, right, {}, [](const tracked_token& token) -> const std::string& { return token.record.name; },
        [](const tracked_token& token) -> const std::string& { return token.record.name; });
}

} // namespace

tracked track_list(const account_snapshot& before, token_list list, const tracking_settings& settings,
                   time_point now) {
    step step{settings, now};
    account_snapshot after;
    if (before.remembered && !before.last_success)
        after.tokens = follow_all(step, recall(*before.remembered), false, list);
    else
        after.tokens = follow_all(step, before.tokens, !before.last_success, list);
    after.revoked = list.tally.revoked;
    after.collisions = list.tally.collisions;
    after.body_bytes = list.body_bytes;
    after.last_poll = after.last_success = now;
    after.collision_warned = before.collision_warned || list.tally.collisions > 0;
    after.zoneless_warned = before.zoneless_warned || list.tally.zoneless_expire_time;

    if (before.outage)
        step.first.emplace_back(poll_recovered{std::max(now - before.outage->since, duration::zero())});
    if (!before.last_success || !same_set(before.tokens, after.tokens))
        step.first.emplace_back(tokens_listed{after.tokens.size()});
    if (after.collision_warned && !before.collision_warned)
        step.first.emplace_back(name_collision{list.tally.collisions});
    if (after.zoneless_warned && !before.zoneless_warned)
        step.first.emplace_back(zoneless_expire_time{});
    return conclude(std::move(step), std::move(after));
}

tracked track_failure(const account_snapshot& before, poll_failure failure, duration retry_in,
                      const tracking_settings& settings, time_point now) {
    step step{settings, now};
    account_snapshot after = before;
    after.last_poll = now;
    if (!after.outage)
        after.outage = poll_outage{.since = now, .failures = 0, .last_logged = {}, .last = {}};
    poll_outage& outage = *after.outage;
    ++outage.failures;
    const auto logged = outage.last_logged.find(failure.reason);
    if (logged == outage.last_logged.end() || now - logged->second >= failure_reminder ||
        now < logged->second) {
        outage.last_logged[failure.reason] = now;
        step.first.emplace_back(poll_failed{failure.reason, failure.status, failure.detail, retry_in});
    }
    outage.last = std::move(failure);
    return conclude(std::move(step), std::move(after));
}

tracked track_time(const account_snapshot& before, const tracking_settings& settings, time_point now) {
    return conclude(step{settings, now}, account_snapshot(before));
}

} // namespace balanced
