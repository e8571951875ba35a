#pragma once
#include <balanced/core/snapshot.hpp>
#include <balanced/format/gzip_splice.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// The series of tokens, rendered once a snapshot in chunks of an account and a family each. How a page is
// made of them is not known here.

namespace balanced {

/// The token families of one account's snapshot, as text that both formats share (headers are not in it).
struct token_chunks {
    std::vector<std::string> by_family;         ///< in the order of the token families in metric_families()
    std::map<std::string, std::size_t> by_type; ///< how many tokens there are of each type
};

/// Renders what `account`'s snapshot says of its tokens, but for the families in `excluded`.
token_chunks render_tokens(std::string_view account, const account_snapshot& snapshot,
                           const std::set<std::string, std::less<>>& excluded);

/// The same chunks, ready to be spliced into a gzip member.
struct deflated_chunks {
    std::vector<deflated_chunk> by_family;
};

deflated_chunks deflate_tokens(const token_chunks& chunks);

} // namespace balanced
