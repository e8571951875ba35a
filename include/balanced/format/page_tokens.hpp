#pragma once
#include <balanced/format/page_selection.hpp>

#include <span>
#include <string>

// The page's table of tokens.

namespace balanced {

/// Appends the table, a row a token. The plots of all rows show one span of time: the last day, as far back
/// as one of the accounts remembers.
void append_token_table(std::string& out, const page_selection& selection,
                        std::span<const account_view> accounts, const moment& now);

} // namespace balanced
