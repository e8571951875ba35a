#pragma once
#include <balanced/core/snapshot.hpp>

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What `once` has found, judged and summed up as a monitoring plugin says it (the guidelines of Nagios, which
// Icinga shares). Nothing here polls; the table and JSON are made elsewhere.

namespace balanced {

/// The values are the exit codes of plugins.
enum class plugin_status : unsigned char { ok, warning, critical, unknown };
inline constexpr std::array<std::string_view, 4> plugin_status_names{"ok", "warning", "critical", "unknown"};

/// An account after its one poll; the snapshot's outage tells why that failed.
struct polled_account {
    std::string name;
    account_snapshot snapshot;
    tracking_settings settings{}; ///< what its tokens were judged by
};

struct reported_token {
    const polled_account* account;
    const tracked_token* token;
    level worst; ///< of its kinds
};

/// It refers to the accounts that it was made of.
struct once_report {
    plugin_status status = plugin_status::unknown;
    std::string summary;                ///< one line without the status
    std::vector<reported_token> tokens; ///< the worst first, then by account and name
    std::span<const polled_account> accounts;
    time_point now;
};

/// Judges the tokens whose names fit the glob. A token that is critical or worse beats a failed poll, which
/// beats a warning. Where none fits that is unknown, unless the glob is `*`: then there is nothing to watch.
once_report make_once_report(std::span<const polled_account> accounts, std::string_view token_name,
                             time_point now);

/// Foreign text in a plugin's line: as it is where it is harmless, else in quotes and escaped. It cannot end
/// the line, begin performance data, or drive a terminal.
std::string plugin_text(std::string_view text);

/// Credits for people: at most four digits behind the point, but never 0 for what is none.
std::string shown_credits(double value);

/// `timeout: no answer`: why a poll failed. Foreign text.
std::string failure_text(const poll_failure& failure);

/// `EDENAI CRITICAL - ` and the summary.
std::string first_line(plugin_status status, std::string_view summary);

/// Where nothing could be polled, for there are faults: the first line has the first of them; all follow
/// where there are several.
std::string once_fault_text(std::span<const std::string> faults);

} // namespace balanced
