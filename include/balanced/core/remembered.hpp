#pragma once
#include <balanced/core/burn.hpp>
#include <balanced/core/level.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// What outlives the daemon of an account: as much as the next run needs to go on counting, and not to tell
// again what has been told. It is no current data, and nobody is shown it as such.

namespace balanced {

struct account_snapshot;
struct tracked_token;

struct remembered_token {
    std::string name;
    std::optional<double> balance{};      ///< the last one seen, in credits
    std::optional<level> balance_level{}; ///< the last one told
    std::optional<level> expiry_level{};  ///< likewise
    double consumed = 0;                  ///< credits
    double added = 0;                     ///< credits
    std::optional<level> runway_level{};  ///< the last one told
    std::optional<time_point> seen{};     ///< when `balance` was; absent = when the account was listed
    burn_estimate burn{};                 ///< until then
    bool operator==(const remembered_token&) const = default;
};

struct remembered_account {
    time_point listed;                    ///< when the last complete list arrived
    std::vector<remembered_token> tokens; ///< sorted by name, names unique
    bool operator==(const remembered_account&) const = default;
};

/// By the accounts' names.
using remembered_accounts = std::map<std::string, std::shared_ptr<const remembered_account>, std::less<>>;

/// Whether watching can have led to it: for up to 50 years, no second of which weighs more than a second. An
/// estimate of nothing yet is none.
bool is_estimate(const burn_estimate& burn);

/// What is to outlive `snapshot`: before the first complete list, what outlived the run before. Nothing where
/// nothing is known.
std::shared_ptr<const remembered_account> remember(const account_snapshot& snapshot);

/// The tokens as tracking goes on from them. Only their names and what is remembered of them mean anything.
std::vector<tracked_token> recall(const remembered_account& account);

} // namespace balanced
