#pragma once
#include <balanced/core/failure.hpp>
#include <balanced/core/settings.hpp>
#include <balanced/format/token_body.hpp>
#include <balanced/format/token_gathering.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

// The list of v3, which comes in pages: what to ask for next, and what all of them come to. A page's `next`
// only tells that there is one; nothing that a server says is ever an address to go to.

namespace balanced {

class key_pages {
public:
    /// The greatest that the API allows.
    static constexpr std::size_t page_limit = 100;
    /// 200,000 keys in pages of 100; a list that has more is taken for an endless one.
    static constexpr std::size_t most_pages = 2000;

    /// Only tokens that `filter` accepts are kept; it must outlive the pages.
    explicit key_pages(const token_filter& filter);

    /// What the next page is asked for with: "limit=100&offset=0".
    std::string query() const;

    /// Takes the next piece of that page's body. False: it can no longer become one.
    bool write(std::string_view piece) { return page_->write(piece); }

    /// The page's body is complete. Absent where another page follows; else the list, or a failure of reason
    /// decode or schema.
    std::optional<poll_outcome> finish_page();

private:
    token_gathering gathered_;
    std::optional<token_body> page_;
    std::size_t pages_ = 0;
    std::size_t offset_ = 0;
    std::size_t bytes_ = 0;
    std::size_t entries_ = 0;
    std::unordered_set<std::size_t> fingerprints_;
};

} // namespace balanced
