#pragma once
#include <balanced/core/time.hpp>

#include <optional>
#include <string>

// One token as an answer of the API describes it. The secret itself (`token`) has no place here.

namespace balanced {

struct token_record {
    std::string name;         ///< UTF-8, unique within its list: a second "x" is "x#2"
    std::string token_type;   ///< "api_token", "sandbox_api_token" or anything else; empty where not sent
    std::string reset_period; ///< as sent ("monthly", …); empty where not sent
    std::optional<double> balance; ///< credits; a number even where it is not enforced
    bool active_balance = false;   ///< whether the balance is enforced
    std::optional<time_point> expire_time;
    std::optional<double> reset_amount; ///< credits that a reset refills the balance to
    bool balance_malformed = false;     ///< the field was there and could not be read: unknown, not absent
    bool expire_time_malformed = false; ///< likewise
    bool active_balance_malformed = false;
    bool token_type_malformed = false;
    bool reset_malformed = false; ///< its amount or its period

    /// Whether something that levels of the balance and the runway depend on could not be read.
    bool budget_malformed() const {
        return balance_malformed || active_balance_malformed || token_type_malformed || reset_malformed;
    }

    /// A budget exists only where it is enforced and known.
    bool has_budget() const { return active_balance && balance.has_value(); }
};

} // namespace balanced
