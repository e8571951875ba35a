#pragma once
#include <balanced/core/balance_history.hpp>
#include <balanced/core/burn.hpp>
#include <balanced/core/failure.hpp>
#include <balanced/core/level.hpp>
#include <balanced/core/remembered.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// What is known of an account at one moment: an immutable value that scrapes and the next poll read side by
// side.

namespace balanced {

/// One token as last listed, with what tracking made of it. Credits and Unix time throughout.
struct tracked_token {
    token_record record;
    std::optional<credit_thresholds> thresholds; ///< where the balance kind applies
    std::optional<level> balance_level;          ///< where the balance kind applies; as of the last list
    std::optional<level> runway_level;           ///< likewise, once a burn rate is known
    std::optional<level> expiry_level;           ///< where the token expires
    bool usable = true;                          ///< by its own expiry and budget
    double consumed = 0;                         ///< sum of the observed decreases
    double added = 0;                            ///< sum of the observed increases
    std::optional<double> last_balance;          ///< the last one seen, which the next change counts from
    std::optional<moment> balance_seen;          ///< when that was
    burn_estimate burn;                          ///< until then
    std::optional<double> burn_rate;             ///< credits per second; absent until known
    std::optional<duration> runway;              ///< from `balance_seen` on; absent where no end is in sight
    std::optional<reset_period> reset;           ///< by the API, or by an override
    std::optional<double> reset_amount;          ///< likewise: credits that a reset refills the balance to
    std::optional<level> last_balance_level;     ///< outlives a poll in which the field could not be read
    std::optional<level> last_runway_level;      ///< likewise
    std::optional<level> last_expiry_level;      ///< likewise

    /// When the balance reaches 0 at the burn rate; absent where no end is in sight, or none is known.
    std::optional<time_point> exhaustion() const;
    /// Of the resets: as the API sent it, else as an override has it; empty where neither says one.
    std::string_view shown_period() const;
    /// Watched, and consumed, but refilled before its end.
    bool lasts_until_reset() const {
        return record.has_budget() && reset && burn_rate && *burn_rate > 0 && !runway;
    }
};

/// A spell of failed polls.
struct poll_outage {
    time_point since;
    unsigned failures = 0;                            ///< in a row
    std::map<failure_reason, time_point> last_logged; ///< a reason is told once, then every 15 minutes
    poll_failure last;
};

struct account_snapshot {
    std::vector<tracked_token> tokens; ///< sorted by name
    /// From the run before, until the first complete list takes its place.
    std::shared_ptr<const remembered_account> remembered;
    std::size_t revoked = 0;
    std::size_t collisions = 0;
    std::size_t body_bytes = 0;             ///< of the last complete list
    std::optional<time_point> last_poll;    ///< absent until the first attempt has ended
    std::optional<time_point> last_success; ///< absent until the first complete list
    std::optional<poll_outage> outage;      ///< absent while polls succeed
    bool stale = false;                     ///< too old to speak of balances
    std::optional<next_resets> resets;      ///< absent without a calendar
    balance_history history;                ///< in the order of the tokens
    bool zoneless_warned = false;           ///< the missing zone of some expire_time has been told
    bool collision_warned = false;          ///< names given twice have been told
    std::optional<time_point> next_change;  ///< when time alone will change a level, or make the data stale

    /// When the account's own key ends, where that is known; no poll tells it.
    std::optional<time_point> credential_expire;

    /// When a token of it is next refilled, where that is known.
    std::optional<time_point> reset_time(const tracked_token& token) const;
    /// The level of a token as it may be shown: none of a balance that is too old to speak of.
    std::optional<level> shown_level(const tracked_token& token, level_kind kind) const;
    /// The worst of these; ok where there is none.
    level worst_level(const tracked_token& token) const;
};

} // namespace balanced
