#pragma once
#include <balanced/format/metrics_page.hpp>
#include <balanced/format/token_query.hpp>

#include <cstddef>
#include <span>
#include <vector>

// Which tokens the page shows, in which order, and how many there are of each level.

namespace balanced {

/// Rows of a page.
inline constexpr std::size_t most_rows = 500;

struct page_row {
    const account_view* account = nullptr;
    std::size_t place = 0;   ///< of the token in the account's snapshot
    level worst = level::ok; ///< of its kinds
    bool unknown = false;    ///< it may be worse, but its balance is too old to tell
    /// When it is exhausted or expires, whichever comes first; far away where neither is known.
    time_point end{};

    const account_snapshot& snapshot() const { return *account->snapshot; }
    const tracked_token& token() const { return snapshot().tokens[place]; }
};

/// Tokens by their worst level; one that is both exhausted and expired counts as each.
struct level_counts {
    std::size_t tokens = 0;
    std::size_t exhausted = 0;
    std::size_t expired = 0;
    std::size_t critical = 0;
    std::size_t warning = 0;
    std::size_t ok = 0;
    std::size_t unknown = 0; ///< nothing is wrong with them but that their balances are stale
};

/// It refers to the views that it was made of.
struct page_selection {
    std::vector<page_row> rows; ///< the worst first, then the soonest end, then by account and name
    std::size_t selected = 0;   ///< what the query selects, shown or not
    level_counts counts;        ///< of what it would select at any level
};

/// `accounts` are sorted by name.
page_selection select_rows(std::span<const account_view> accounts, const token_query& query);

/// Whether nothing can be said of a token's level: its balance is too old to speak of, and no other kind is
/// worse than ok.
bool is_level_unknown(const account_snapshot& snapshot, const tracked_token& token);

} // namespace balanced
