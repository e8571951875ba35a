#pragma once
#include <balanced/core/event.hpp>
#include <balanced/core/snapshot.hpp>

#include <vector>

// One step of tracking: what it has to tell so far, and the judgement of each token that every step ends
// with. How balances moved is not decided here.

namespace balanced {

/// Events are told in this order: what the list is, what changed in it, and the levels, worst first.
struct tracking_step {
    const tracking_settings& settings;
    moment now;
    std::vector<event> first{};
    std::vector<event> changes{};
    std::vector<threshold_crossed> crossed{};
    std::vector<event> recovered{};

    std::vector<event> told() &&;
};

/// Forecasts and levels of a token of `account`, and what there is to tell of them. The account's staleness
/// and resets are known already.
void judge(tracking_step& step, const account_snapshot& account, tracked_token& token);

/// The next moment at which time alone changes something of a judged token.
std::optional<time_point> next_change(const tracking_step& step, const account_snapshot& account,
                                      const tracked_token& token);

} // namespace balanced
