#pragma once
#include <balanced/format/metrics_page.hpp>

#include <cstddef>
#include <vector>

// What all readers see: the latest view of each account. It belongs to the event loop; publishing is swapping
// pointers.

namespace balanced {

struct board {
    std::vector<account_view> accounts; ///< sorted by name

    /// Whether every account's first poll has been attempted.
    bool ready() const;
};

/// A board on which nothing is known yet.
board empty_board(const settings& settings);

} // namespace balanced
