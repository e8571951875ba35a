#pragma once
#include <balanced/core/snapshot.hpp>
#include <balanced/format/exposition.hpp>
#include <balanced/format/token_chunks.hpp>

#include <prometheus/metric_family.h>

#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The /metrics page of all accounts. Series of tokens are there already (see token_chunks.hpp); everything
// else is few, and rendered at each scrape. A page is a sequence of pieces that is written as it stands,
// without a copy of what is big.

namespace balanced {

/// What the page shows of one account: always of one snapshot. `snapshot` and `tokens` are always there.
struct account_view {
    std::string account;
    double poll_interval_seconds = 0;
    std::shared_ptr<const account_snapshot> snapshot;
    std::shared_ptr<const token_chunks> tokens;
    std::shared_ptr<const deflated_chunks> deflated; ///< absent until a scrape asked for gzip
};

/// A body to be written piece after piece. The pieces point into `owners` and into static storage.
struct page {
    std::vector<std::string_view> pieces;
    std::vector<std::shared_ptr<const void>> owners;
    std::size_t size() const;
};

/// The page of all accounts (sorted by name) in the one or the other format. `collected` are prometheus-cpp's
/// families: all that neither a snapshot nor a view tells; those that are not in metric_families() are left
/// out. With `gzip`, the body is one gzip member, and every view must have its `deflated`.
page render_page(std::span<const account_view> accounts, std::span<const prometheus::MetricFamily> collected,
                 const std::set<std::string, std::less<>>& excluded, exposition_format format, bool gzip);

} // namespace balanced
