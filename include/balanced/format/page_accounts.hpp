#pragma once
#include <balanced/format/metrics_page.hpp>
#include <balanced/format/token_query.hpp>

#include <span>
#include <string>

// What the page says of accounts: whether polls succeed, why the last one failed, how old the data is.

namespace balanced {

/// Appends a list of accounts, those in trouble first: the one that `query` names, else all, but at most so
/// many as a page bears.
void append_accounts(std::string& out, std::span<const account_view> accounts, const token_query& query,
                     time_point now);

} // namespace balanced
