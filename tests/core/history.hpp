#pragma once
#include <balanced/core/tracker.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

// A history for tests of the tracker: lists, failures and time, and what each of them tells.

namespace balanced {

inline constexpr time_point start{std::chrono::seconds(1'800'000'000)};

inline token_record token(std::string name, std::optional<double> balance, bool active = true) {
    token_record record;
    record.name = std::move(name);
    record.token_type = "api_token";
    record.balance = balance;
    record.active_balance = active;
    return record;
}

inline token_record expiring(std::string name, time_point at) {
    token_record record = token(std::move(name), std::nullopt, false);
    record.expire_time = at;
    return record;
}

inline poll_failure failure(failure_reason reason = failure_reason::timeout) {
    return {.reason = reason, .detail = "the detail"};
}

/// A history: each step takes the last snapshot further and keeps what it told.
struct history {
    tracking_settings settings{};
    account_snapshot now{};
    std::vector<event> told{};
    time_point at = start;

    void take(tracked result) {
        now = std::move(result.snapshot);
        told = std::move(result.events);
    }
    void list(std::vector<token_record> tokens, list_tally tally = {}) {
        take(track_list(now, {std::move(tokens), tally, 100}, settings, at));
    }
    void fail(failure_reason reason = failure_reason::timeout) {
        take(track_failure(now, failure(reason), std::chrono::seconds(30), settings, at));
    }
    void wait(duration span) {
        at += span;
        take(track_time(now, settings, at));
    }
    const tracked_token& only() const { return now.tokens.at(0); }

    template <typename Event>
    std::vector<Event> of() const {
        std::vector<Event> result;
        for (const event& what : told) {
            if (const auto* one = std::get_if<Event>(&what))
                result.push_back(*one);
        }
        return result;
    }
};

} // namespace balanced
