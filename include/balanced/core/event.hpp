#pragma once
#include <balanced/core/failure.hpp>
#include <balanced/core/level.hpp>

#include <string>
#include <variant>
#include <vector>

// What tracking has to tell: values that become log lines and counters elsewhere.

namespace balanced {

struct tokens_listed {
    std::size_t tokens;
};

struct threshold_crossed {
    std::string token_name;
    level_kind kind;
    level severity;
    std::optional<level> from; ///< absent when first seen
    double value;              ///< credits, or seconds left
    double threshold;          ///< in the same unit
};

struct threshold_recovered {
    std::string token_name;
    level_kind kind;
    level from;
    level severity;              ///< the level now
    std::optional<double> value; ///< absent of a runway without an end in sight
};

struct token_added {
    std::string token_name;
};

struct token_removed {
    std::string token_name;
};

struct balance_added {
    std::string token_name;
    double value;  ///< credits after the rise
    double amount; ///< credits added
};

struct name_collision {
    std::size_t renamed;
};

struct zoneless_expire_time {};

struct poll_failed {
    failure_reason reason;
    unsigned status;
    std::string detail;
    duration retry_in;
};

struct poll_recovered {
    duration outage;
};

using event = std::variant<tokens_listed, threshold_crossed, threshold_recovered, token_added, token_removed,
                           balance_added, name_collision, zoneless_expire_time, poll_failed, poll_recovered>;

} // namespace balanced
