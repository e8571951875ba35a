#pragma once
#include <balanced/core/snapshot.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What the query of a URL asks for: the filters that the page and /api/v1/tokens share.

namespace balanced {

/// At least so bad; exhausted and expired select their own kind alone.
enum class level_choice : unsigned char { ok, warning, critical, exhausted, expired };
inline constexpr std::array<std::string_view, 5> level_choice_names{"ok", "warning", "critical", "exhausted",
                                                                    "expired"};
constexpr std::string_view name(level_choice choice) {
    return level_choice_names[static_cast<std::size_t>(choice)];
}

struct token_query {
    std::string account{};  ///< empty = all
    std::string name = "*"; ///< a glob
    level_choice level = level_choice::ok;
    std::optional<std::size_t> limit{}; ///< at most so many tokens; absent = all
    bool refresh = true;                ///< whether the page refreshes itself

    /// Whether a token of `account`'s snapshot is asked for, by all but the limit.
    bool selects(std::string_view account_name, const account_snapshot& snapshot,
                 const tracked_token& token) const;
    bool operator==(const token_query&) const = default;
};

struct query_reading {
    token_query query;
    std::string fault; ///< `level: "bad" is none of ok, …`, for the client; empty where all is well
};

/// Reads `account=a&name=ci-*&level=warning&limit=10` (application/x-www-form-urlencoded). A parameter that
/// is empty counts as not given; one that is unknown, given twice, or no UTF-8 is a fault.
query_reading read_token_query(std::string_view query);

} // namespace balanced
