#include <balanced/format/balance_plot.hpp>
#include <balanced/format/html_text.hpp>
#include <balanced/format/page_tokens.hpp>
#include <balanced/format/readable.hpp>
#include <balanced/format/runway_text.hpp>
#include <balanced/format/timestamp.hpp>

#include <algorithm>
#include <array>

namespace balanced {
namespace {

constexpr std::array<std::string_view, 4> level_classes{"ok", "warning", "critical", "worst"};

/// What all rows have in common.
struct table {
    std::string& out;
    moment now;
    plot_span span{};
    bool with_account = false; ///< there are several
    bool with_reset = false;   ///< some row has one
};

plot_span span_of(std::span<const account_view> accounts, duration now) {
    plot_span span{now, now};
    for (const account_view& view : accounts)
        for (const balance_sample& sample : view.snapshot->history.samples)
            if (sample.at >= now - history_span)
                span.begin = std::min(span.begin, sample.at);
    return span;
}

void begin_cell(std::string& out, std::string_view style) {
    out.append(R"(<td role="cell" class=")").append(style).append("\">");
}

void append_note(std::string& out, std::string_view text) {
    out.append("<small>").append(text).append("</small>");
}

void append_foreign(std::string& out, std::string_view text) {
    out += "<bdi>";
    append_html(out, text);
    out += "</bdi>";
}

void append_time(std::string& out, time_point at, time_point now) {
    out.append(R"(<time datetime=")").append(format_rfc3339(at)).append(R"(" title=")");
    out.append(readable_time(at)).append("\">").append(readable_distance(at, now)).append("</time>");
}

/// "critical · balance, runway"; "exhausted" and "expired" say their kind themselves. Empty where no kind is
/// at that level.
std::string level_words(const page_row& row, level at) {
    std::string words;
    for (const level_kind kind : {level_kind::balance, level_kind::runway, level_kind::expiry}) {
        if (row.snapshot().shown_level(row.token(), kind) != at)
            continue;
        if (at == level::worst)
            words.append(words.empty() ? "" : ", ").append(severity_name(kind, at));
        else if (words.empty())
            words.append(severity_name(kind, at)).append(" · ").append(name(kind));
        else
            words.append(", ").append(name(kind));
    }
    return words;
}

/// The worst level as a badge, the others as notes.
void append_level(std::string& out, const page_row& row) {
    begin_cell(out, "state");
    if (row.worst == level::ok) {
        const bool unknown = is_level_unknown(row.snapshot(), row.token());
        out +=
            unknown ? R"(<span class="level unknown">unknown</span>)" : R"(<span class="level ok">ok</span>)";
    } else {
        out.append(R"(<span class="level )").append(level_classes[static_cast<std::size_t>(row.worst)]);
        out.append("\">").append(level_words(row, row.worst)).append("</span>");
    }
    for (const level lesser : {level::critical, level::warning})
        if (const std::string words = lesser < row.worst ? level_words(row, lesser) : ""; !words.empty())
            append_note(out, words);
    out += "</td>";
}

void append_name(std::string& out, const token_record& record) {
    out += R"(<th scope="row" role="rowheader" class="name">)";
    append_foreign(out, record.name);
    if (!record.token_type.empty()) {
        out += "<small>";
        append_foreign(out, record.token_type);
        out += "</small>";
    }
    out += "</th>";
}

void append_balance(std::string& out, const page_row& row, time_point now) {
    const account_snapshot& snapshot = row.snapshot();
    const tracked_token& token = row.token();
    const token_record& record = token.record;
    begin_cell(out, snapshot.stale && record.balance ? "balance number stale" : "balance number");
    if (!record.balance)
        append_note(out, record.balance_malformed ? "unreadable" : "no budget");
    else
        out += readable_credits(*record.balance);
    if (record.balance && token.reset_amount)
        append_note(out, "of " + readable_credits(*token.reset_amount));
    if (record.balance && !record.active_balance)
        append_note(out, "not enforced");
    if (record.balance && snapshot.stale)
        append_note(out, snapshot.last_success
                             ? "stale, " + readable_span(now - *snapshot.last_success) + " old"
                             : "stale");
    out += "</td>";
}

/// The line ends where the balance was last seen.
void append_plot(const table& of, const page_row& row) {
    const tracked_token& token = row.token();
    std::optional<balance_reading> last;
    if (token.record.balance && token.balance_seen)
        last = balance_reading{running_time(*token.balance_seen), *token.record.balance};
    begin_cell(of.out, "plot");
    append_balance_plot(of.out, row.snapshot().history, row.place, last, of.span);
    of.out += "</td>";
}

void append_burn(std::string& out, const page_row& row) {
    constexpr double day = 86400;
    const tracked_token& token = row.token();
    begin_cell(out, "burn number");
    if (!row.snapshot().stale && token.burn_rate)
        out += readable_credits(*token.burn_rate * day);
    out += "</td>";
}

void append_runway(std::string& out, const page_row& row, time_point now) {
    const tracked_token& token = row.token();
    begin_cell(out, "runway number");
    if (!row.snapshot().stale) {
        const std::string words = runway_text(token, now);
        if (!words.empty())
            out += words;
        else if (token.record.has_budget())
            append_note(out, "not known yet");
    }
    out += "</td>";
}

void append_reset(std::string& out, const page_row& row, time_point now) {
    const tracked_token& token = row.token();
    begin_cell(out, "reset number");
    if (const auto at = row.snapshot().reset_time(token))
        append_time(out, *at, now);
    if (const std::string_view period = token.shown_period(); !period.empty()) {
        out += "<small>";
        append_foreign(out, period);
        out += "</small>";
    }
    out += "</td>";
}

void append_expiry(std::string& out, const token_record& record, time_point now) {
    constexpr std::size_t date = 10; // of an RFC 3339 time
    begin_cell(out, "expiry number");
    if (record.expire_time) {
        append_time(out, *record.expire_time, now);
        append_note(out, format_rfc3339(*record.expire_time).substr(0, date));
    } else if (record.expire_time_malformed)
        append_note(out, "unreadable");
    out += "</td>";
}

void append_row(const table& of, const page_row& row) {
    std::string& out = of.out;
    out += R"(<tr role="row">)";
    append_level(out, row);
    append_name(out, row.token().record);
    if (of.with_account) {
        begin_cell(out, "account");
        append_foreign(out, row.account->account);
        out += "</td>";
    }
    append_balance(out, row, of.now.wall);
    append_plot(of, row);
    append_burn(out, row);
    append_runway(out, row, of.now.wall);
    if (of.with_reset)
        append_reset(out, row, of.now.wall);
    append_expiry(out, row.token().record, of.now.wall);
    out += "</tr>\n";
}

void append_header(const table& of) {
    const auto add = [&](std::string_view style, std::string_view title, std::string_view note = {}) {
        of.out.append(R"(<th scope="col" role="columnheader" class=")").append(style).append("\">");
        of.out.append(title);
        if (!note.empty())
            append_note(of.out, note);
        of.out += "</th>";
    };
    of.out += R"(<thead role="rowgroup"><tr role="row">)";
    add("state", "Level");
    add("name", "Token");
    if (of.with_account)
        add("account", "Account");
    add("balance number", "Balance", "credits");
    const duration span = of.span.end - of.span.begin;
    add("plot", span > duration() ? "Last " + readable_span(span) : "Last day");
    add("burn number", "Burn", "a day");
    add("runway number", "Runway");
    if (of.with_reset)
        add("reset number", "Next reset");
    add("expiry number", "Expires");
    of.out += "</tr></thead>\n";
}

std::string caption_of(const page_selection& selection) {
    const std::size_t shown = selection.rows.size();
    const std::size_t hidden = selection.selected - shown;
    std::string text = readable_count(selection.selected) + (selection.selected == 1 ? " token" : " tokens");
    if (hidden > 0)
        text += ", of which the worst " + readable_count(shown) + " are shown and " + readable_count(hidden) +
                " more are not";
    else if (shown > 1)
        text += ", the worst first";
    return text;
}

} // namespace

void append_token_table(std::string& out, const page_selection& selection,
                        std::span<const account_view> accounts, const moment& now) {
    const bool with_reset = std::ranges::any_of(selection.rows, [](const page_row& row) {
        return row.token().reset || !row.token().record.reset_period.empty();
    });
    const table of{out, now, span_of(accounts, running_time(now)), accounts.size() > 1, with_reset};
    out.append(R"(<div class="wide"><table role="table"><caption>)").append(caption_of(selection));
    out += "</caption>\n";
    append_header(of);
    out += "<tbody role=\"rowgroup\">\n";
    for (const page_row& row : selection.rows)
        append_row(of, row);
    out += "</tbody></table></div>\n";
}

} // namespace balanced
