#pragma once
#include <balanced/format/metrics_page.hpp>
#include <balanced/format/token_query.hpp>

#include <span>
#include <string>

// The form that filters the page. It is sent as the query of the page's own URL, which can be shared.

namespace balanced {

/// Appends the form with what `query` says filled in.
void append_page_form(std::string& out, std::span<const account_view> accounts, const token_query& query);

} // namespace balanced
