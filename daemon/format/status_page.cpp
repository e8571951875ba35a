#include <balanced/format/html_text.hpp>
#include <balanced/format/page_accounts.hpp>
#include <balanced/format/page_form.hpp>
#include <balanced/format/page_link.hpp>
#include <balanced/format/page_selection.hpp>
#include <balanced/format/page_style.hpp>
#include <balanced/format/page_tokens.hpp>
#include <balanced/format/readable.hpp>
#include <balanced/format/status_page.hpp>
#include <balanced/format/timestamp.hpp>

namespace balanced {
namespace {

constexpr std::string_view refresh_seconds = "30";

/// "2 exhausted, 1 critical", or that all is well.
std::string in_short(const level_counts& counts) {
    std::string text;
    const auto add = [&](std::size_t count, std::string_view what) {
        if (count > 0)
            text.append(text.empty() ? "" : ", ").append(readable_count(count)).append(" ").append(what);
    };
    add(counts.exhausted, "exhausted");
    add(counts.expired, "expired");
    add(counts.critical, "critical");
    add(counts.warning, "warning");
    add(counts.unknown, "unknown");
    return text.empty() ? readable_count(counts.ok) + " ok" : text;
}

void append_head(std::string& out, const level_counts& counts, bool refreshes) {
    out += "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>";
    out.append(in_short(counts)).append(" · Eden AI balances</title>\n");
    out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n"
           "<meta name=\"robots\" content=\"noindex\">\n"
           "<link rel=\"icon\" href=\"data:,\">\n"; // without one a browser asks for /favicon.ico
    if (refreshes)
        out.append(R"(<meta http-equiv="refresh" content=")").append(refresh_seconds).append("\">\n");
    out.append("<style>").append(page_style()).append("</style>\n</head>\n");
}

void append_top(std::string& out, const token_query& query, time_point now) {
    token_query other = query;
    other.refresh = !query.refresh;
    out += "<body>\n<a class=\"skip\" href=\"#tokens\">Skip to the tokens</a>\n"
           "<header><h1>Eden AI balances</h1>\n<p>";
    out.append(R"(As of <time datetime=")").append(format_rfc3339(now)).append("\">");
    out.append(readable_time(now)).append("</time> · ");
    if (query.refresh)
        out.append("refreshes every ").append(refresh_seconds).append(" s · ");
    out.append(R"(<a href=")").append(page_link(other)).append("\">");
    out.append(query.refresh ? "Pause refreshing" : "Resume refreshing")
        .append("</a></p></header>\n<main>\n");
}

/// How many tokens are at each level. A level that the form knows is a link that chooses it.
void append_counts(std::string& out, const level_counts& counts, const token_query& query) {
    const auto begin = [&](std::size_t count, std::string_view style) {
        out.append(R"(<li class=")").append(style).append(count > 0 ? " some" : "").append("\">");
    };
    const auto add_number = [&](std::size_t count, std::string_view what) {
        out.append("<strong>").append(readable_count(count)).append("</strong> <span>").append(what);
        out += "</span>";
    };
    const auto add_link = [&](std::size_t count, std::string_view what, std::string_view style,
                              level_choice level) {
        token_query chosen = query;
        chosen.level = level;
        begin(count, style);
        out.append(R"(<a href=")").append(page_link(chosen)).append("\"");
        out.append(query.level == level ? R"( aria-current="true">)" : ">");
        add_number(count, what);
        out += "</a></li>\n";
    };
    out += "<ul class=\"sheet counts\" aria-label=\"Tokens by level\">\n";
    add_link(counts.tokens, counts.tokens == 1 ? "token" : "tokens", "all", level_choice::ok);
    add_link(counts.exhausted, "exhausted", "worst", level_choice::exhausted);
    add_link(counts.expired, "expired", "worst", level_choice::expired);
    add_link(counts.critical, "critical", "critical", level_choice::critical);
    add_link(counts.warning, "warning", "warning", level_choice::warning);
    const auto add_plain = [&](std::size_t count, std::string_view what) {
        begin(count, what);
        out += "<div>";
        add_number(count, what);
        out += "</div></li>\n";
    };
    if (counts.unknown > 0)
        add_plain(counts.unknown, "unknown");
    add_plain(counts.ok, "ok");
    out += "</ul>\n";
}

void append_tokens(std::string& out, const page_selection& selection, std::span<const account_view> accounts,
                   const token_query& query, const moment& now) {
    out += "<h2 id=\"tokens\" tabindex=\"-1\">Tokens</h2>\n";
    append_page_form(out, accounts, query);
    out += "<div class=\"sheet\">";
    if (selection.selected > 0) {
        append_token_table(out, selection, accounts, now);
    } else if (const token_query all = without_filter(query); query != all) {
        out.append(R"(<p class="empty">No token fits this filter. <a href=")").append(page_link(all));
        out += "\">Clear the filter</a></p>";
    } else {
        out += "<p class=\"empty\">No token is known.</p>";
    }
    out += "</div>\n";
}

void append_foot(std::string& out, const token_query& query, const page_surroundings& around) {
    token_query same = query;
    same.refresh = true; // which is the page's alone
    same.limit.reset();  // which takes the worst here, and the first by name there
    const std::string text = query_text(same);
    out += "</main>\n<footer><span>edenai-balanced ";
    append_html(out, around.version);
    out += "</span><a href=\".";
    append_html_value(out, around.telemetry_path);
    out += "\">Metrics</a><a href=\"./api/v1/tokens";
    append_html_value(out, text.empty() ? text : "?" + text);
    out += "\">These tokens as JSON</a></footer>\n</body>\n</html>\n";
}

} // namespace

std::string render_status_page(std::span<const account_view> accounts, const token_query& query,
                               const page_surroundings& around) {
    constexpr std::size_t frame_bytes = 20'000; // the style above all
    constexpr std::size_t row_bytes = 1'600;
    const token_query asked = around.fault.empty() ? query : token_query();
    const page_selection selection = select_rows(accounts, asked);
    std::string out;
    out.reserve(frame_bytes + row_bytes * selection.rows.size());
    append_head(out, selection.counts, asked.refresh);
    append_top(out, asked, around.now.wall);
    if (!around.fault.empty()) {
        out += "<p role=\"alert\">This address asks for something that there is not: ";
        append_html(out, around.fault);
        out += ". Nothing is filtered.</p>\n";
    }
    append_counts(out, selection.counts, asked);
    out += "<h2>Accounts</h2>\n";
    append_accounts(out, accounts, asked, around.now.wall);
    append_tokens(out, selection, accounts, asked, around.now);
    append_foot(out, asked, around);
    return out;
}

std::string_view status_page_policy() {
    static const std::string policy = "default-src 'none'; style-src '" + std::string(page_style_hash()) +
                                      "'; img-src data:; form-action 'self'; base-uri 'none'; "
                                      "frame-ancestors 'none'";
    return policy;
}

} // namespace balanced
