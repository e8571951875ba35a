#pragma once
#include <balanced/format/token_query.hpp>

#include <string>
#include <string_view>

// The page's links to itself: a filter as the query of a URL, which read_token_query() reads back.

namespace balanced {

/// `account=a&level=warning`; empty where everything is as without a query.
std::string query_text(const token_query& query);

/// What asks for all tokens, and refreshes itself as `query` does.
token_query without_filter(const token_query& query);

/// A link from the page to itself, to be an attribute's value: `./?account=a&amp;level=warning`. Relative,
/// for a proxy may serve the page elsewhere than at `/`.
std::string page_link(const token_query& query);

} // namespace balanced
