#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

// What happens in the demo: a dozen tokens that burn, run out, expire, come and go within minutes, again and
// again, and cross the default thresholds (10 and 2 credits, 14 and 2 days). Functions of the time since the
// start; no clock is read here.

namespace balanced::simulator {

/// How a date is written: the API knows several ways.
enum class date_notation : unsigned char { zulu, fraction, offset, compact };

struct demo_token {
    std::string name;
    std::string type = "api_token";
    std::optional<long> balance{}; ///< in ten-thousandths of a credit
    bool active_balance = true;
    std::optional<std::chrono::seconds> expires{}; ///< since the start of the demo
    date_notation notation = date_notation::zulu;
    std::optional<long> reset_amount{}; ///< refilled to so much, monthly
    bool revoked = false;
};

/// The tokens so long after the start, in the order of the list.
std::vector<demo_token> demo_tokens(std::chrono::milliseconds elapsed);

/// Them as the API lists them, with secrets that are none; `started` is when the demo did.
std::string demo_list(std::chrono::milliseconds elapsed, std::chrono::sys_seconds started);

/// What has happened between two moments, a line each, in words: "team-research is down to 9.97".
std::vector<std::string> demo_changes(std::chrono::milliseconds from, std::chrono::milliseconds to);

} // namespace balanced::simulator
