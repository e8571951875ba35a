#pragma once
#include <balanced/format/metrics_page.hpp>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

// What all readers see: the latest view of each account. It belongs to the event loop; publishing is swapping
// pointers.

namespace balanced {

/// Names of metric families.
using family_names = std::set<std::string, std::less<>>;

struct board {
    /// By name. Whoever polls an account holds its view too, and may still do so when it has gone from here.
    std::map<std::string, std::shared_ptr<account_view>> accounts;

    /// The families that the metrics leave out; never nullptr.
    std::shared_ptr<const family_names> excluded = std::make_shared<const family_names>();

    /// Whether every account's first poll has been attempted; once so, for ever.
    bool ready();

    std::vector<account_view> views() const;

private:
    bool was_ready_ = false;
};

/// The view of an account of which nothing is known but `snapshot`.
std::shared_ptr<account_view> new_view(const account_settings& account, account_snapshot snapshot = {});

} // namespace balanced
