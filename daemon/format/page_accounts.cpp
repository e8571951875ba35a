#include <balanced/format/html_text.hpp>
#include <balanced/format/page_accounts.hpp>
#include <balanced/format/page_link.hpp>
#include <balanced/format/readable.hpp>
#include <balanced/format/timestamp.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace balanced {
namespace {

constexpr std::size_t most_accounts = 60;

enum class health : unsigned char { stale, failing, unpolled, ok };
constexpr std::array<std::string_view, 4> health_names{"stale", "failing", "not polled yet", "ok"};
constexpr std::array<std::string_view, 4> health_classes{"critical", "warning", "unknown", "ok"};

health health_of(const account_snapshot& snapshot) {
    if (snapshot.stale)
        return health::stale;
    if (snapshot.outage)
        return health::failing;
    return snapshot.last_poll ? health::ok : health::unpolled;
}

void append_time(std::string& out, time_point at, const std::string& words) {
    out.append(R"(<time datetime=")").append(format_rfc3339(at)).append(R"(" title=")");
    out.append(readable_time(at)).append("\">").append(words).append("</time>");
}

/// "Polls have failed for 5 m, 3 in a row: rate_limited, HTTP 429: come back later"
void append_outage(std::string& out, const poll_outage& outage, time_point now) {
    out += R"(<p class="why">Polls have failed for )";
    append_time(out, outage.since, readable_span(now - outage.since));
    out.append(", ").append(readable_count(outage.failures)).append(" in a row: <strong>");
    out.append(name(outage.last.reason)).append("</strong>");
    if (outage.last.status != 0)
        out.append(", HTTP ").append(std::to_string(outage.last.status));
    if (!outage.last.detail.empty()) {
        out += ": <bdi>";
        append_html(out, outage.last.detail);
        out += "</bdi>";
    }
    out += "</p>";
}

void append_account(std::string& out, const account_view& view, const token_query& query, time_point now) {
    const account_snapshot& snapshot = *view.snapshot;
    const auto state = static_cast<std::size_t>(health_of(snapshot));
    token_query alone = query;
    alone.account = view.account;
    out.append(R"(<li><h3><a href=")").append(page_link(alone)).append("\"><bdi>");
    append_html(out, view.account);
    out.append(R"(</bdi></a> <span class="level )").append(health_classes[state]).append("\">");
    out.append(health_names[state]).append("</span></h3><p>");
    if (snapshot.last_success) {
        const std::size_t tokens = snapshot.tokens.size();
        out.append(readable_count(tokens)).append(tokens == 1 ? " token" : " tokens").append(", listed ");
        append_time(out, *snapshot.last_success, readable_span(now - *snapshot.last_success) + " ago");
    } else
        out += "No list of tokens has arrived yet";
    if (snapshot.stale)
        out += ", which is too long ago for balances to be judged by";
    out += "</p>";
    if (snapshot.outage)
        append_outage(out, *snapshot.outage, now);
    if (snapshot.credential_expire) {
        out += *snapshot.credential_expire > now ? "<p>Its key ends " : "<p>Its key ended ";
        append_time(out, *snapshot.credential_expire, readable_distance(*snapshot.credential_expire, now));
        out += "</p>";
    }
    out += "</li>\n";
}

} // namespace

void append_accounts(std::string& out, std::span<const account_view> accounts, const token_query& query,
                     time_point now) {
    std::vector<const account_view*> shown;
    for (const account_view& view : accounts)
        if (query.account.empty() || view.account == query.account)
            shown.push_back(&view);
    std::ranges::stable_sort(shown, {}, [](const account_view* view) { return health_of(*view->snapshot); });
    const std::size_t hidden = shown.size() - std::min(shown.size(), most_accounts);
    shown.resize(shown.size() - hidden);
    out += "<ul class=\"accounts\">\n";
    for (const account_view* view : shown)
        append_account(out, *view, query, now);
    out += "</ul>\n";
    if (hidden > 0)
        out.append("<p>").append(readable_count(hidden)).append(" more accounts are not shown here.</p>\n");
}

} // namespace balanced
