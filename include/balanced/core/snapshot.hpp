#pragma once
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
    std::optional<level> expiry_level;           ///< where the token expires
    bool usable = true;                          ///< by its own expiry and budget
    double consumed = 0;                         ///< sum of the observed decreases
    double added = 0;                            ///< sum of the observed increases
    std::optional<double> last_balance;          ///< the last one seen, which the next change counts from
    std::optional<level> last_balance_level;     ///< outlives a poll in which the field could not be read
    std::optional<level> last_expiry_level;      ///< likewise
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
    bool zoneless_warned = false;           ///< the missing zone of some expire_time has been told
    bool collision_warned = false;          ///< names given twice have been told
    std::optional<time_point> next_change;  ///< when time alone will change a level, or make the data stale

    /// When the account's own key ends, where that is known; no poll tells it.
    std::optional<time_point> credential_expire;
};

} // namespace balanced
