#pragma once
#include <balanced/core/time.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// One event of the log as one line: logfmt or JSON with the same keys. No value can forge a line, a key or a
// terminal control sequence. What the events of tracking say is not decided here.

namespace balanced {

enum class log_level : unsigned char { debug, info, warn, error };
inline constexpr std::array<std::string_view, 4> log_level_names{"debug", "info", "warn", "error"};

enum class log_format : unsigned char { logfmt, json };
inline constexpr std::array<std::string_view, 2> log_format_names{"logfmt", "json"};

using log_value = std::variant<std::string, double, std::int64_t>;

struct log_record {
    log_level level = log_level::info;
    std::string event;                                            ///< a fixed word, like `threshold_crossed`
    std::string msg;                                              ///< for people
    std::vector<std::pair<std::string_view, log_value>> fields{}; ///< keys are literals
};

/// The line without its line feed: ts, level, event, msg, then the fields in their order. A number that JSON
/// cannot say (NaN, an infinity) is null there.
std::string log_line(const log_record& record, time_point now, log_format format);

} // namespace balanced
