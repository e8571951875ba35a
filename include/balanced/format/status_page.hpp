#pragma once
#include <balanced/format/metrics_page.hpp>
#include <balanced/format/token_query.hpp>

#include <span>
#include <string>
#include <string_view>

// The page for people at `/`: one HTML document without scripts, with its style and its plots within, that
// loads nothing from anywhere. Whatever a token or an account is called, and whatever the API answered, is
// text in it.

namespace balanced {

/// What the page tells beside the accounts.
struct page_surroundings {
    moment now;
    std::string version;        ///< of the program
    std::string telemetry_path; ///< for a link
    std::string fault{}; ///< why the query in the URL is none; then it is shown, and nothing is filtered
};

/// The worst tokens first, as many as `query` lets through, but at most 500.
std::string render_status_page(std::span<const account_view> accounts, const token_query& query,
                               const page_surroundings& around);

/// The Content-Security-Policy that lets the page's own style be used, and nothing else.
std::string_view status_page_policy();

} // namespace balanced
