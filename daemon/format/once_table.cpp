#include <balanced/format/once_table.hpp>
#include <balanced/format/performance_data.hpp>
#include <balanced/format/runway_text.hpp>
#include <balanced/format/text_width.hpp>
#include <balanced/format/timestamp.hpp>
#include <balanced/format/units.hpp>

#include <algorithm>
#include <numeric>

namespace balanced {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t narrowest = 8; ///< columns of a name
constexpr std::string_view nothing = "-";

struct cell {
    std::string text;
    level shown = level::ok; ///< what it is coloured by
};

struct column {
    std::string_view header;
    bool right = false;
    std::vector<cell> cells;
    std::size_t width = 0;
};

/// The columns by their place.
enum place : std::size_t {
    account,
    token,
    type,
    balance,
    balance_level,
    runway_left,
    runway_level,
    expires,
    left,
    expiry_level
};

std::vector<column> empty_columns() {
    std::vector<column> columns(expiry_level + 1);
    columns[account].header = "ACCOUNT";
    columns[token].header = "TOKEN";
    columns[type].header = "TYPE";
    columns[balance] = {"BALANCE", true, {}, 0};
    columns[balance_level].header = "LEVEL";
    columns[runway_left] = {"RUNWAY", true, {}, 0};
    columns[runway_level].header = "LEVEL";
    columns[expires].header = "EXPIRES";
    columns[left] = {"LEFT", true, {}, 0};
    columns[expiry_level].header = "LEVEL";
    return columns;
}

std::string time_left(duration span) {
    const double seconds = in_seconds(span);
    return seconds > 0 ? humane_duration(seconds) : "-" + humane_duration(-seconds);
}

cell level_cell(level_kind kind, std::optional<level> at) {
    return at ? cell{std::string(severity_name(kind, *at)), *at} : cell{std::string(nothing)};
}

void add_row(std::vector<column>& columns, const reported_token& reported, time_point now) {
    constexpr std::size_t date = 10; // of an RFC 3339 time
    const tracked_token& tracked = *reported.token;
    const token_record& record = tracked.record;
    const auto add = [&](place where, cell what) { columns[where].cells.push_back(std::move(what)); };
    add(account, {plugin_text(reported.account->name)});
    add(token, {plugin_text(record.name), reported.worst});
    add(type, {record.token_type.empty() ? std::string(nothing) : plugin_text(record.token_type)});
    add(balance, {record.has_budget() ? shown_credits(*record.balance) : std::string(nothing)});
    add(balance_level, level_cell(level_kind::balance, tracked.balance_level));
    const std::string runway = runway_text(tracked, now);
    add(runway_left, {runway.empty() ? std::string(nothing) : runway});
    add(runway_level, level_cell(level_kind::runway, tracked.runway_level));
    add(expires,
        {record.expire_time ? format_rfc3339(*record.expire_time).substr(0, date) : std::string(nothing)});
    add(left, {record.expire_time ? time_left(*record.expire_time - now) : std::string(nothing)});
    add(expiry_level, level_cell(level_kind::expiry, tracked.expiry_level));
}

void measure(column& one) {
    one.width = display_width(one.header);
    for (const cell& cell : one.cells)
        one.width = std::max(one.width, display_width(cell.text));
}

std::size_t total_width(const std::vector<column>& columns) {
    return std::accumulate(columns.begin(), columns.end(), gap * (columns.size() - 1),
                           [](std::size_t sum, const column& one) { return sum + one.width; });
}

/// Takes what can be missed most until the table fits; what is left then may be wider all the same.
void fit(std::vector<column>& columns, std::size_t available, bool one_account) {
    const auto drop = [&](std::string_view header) {
        if (total_width(columns) > available)
            std::erase_if(columns, [&](const column& one) { return one.header == header; });
    };
    const auto narrow = [&](std::string_view header) {
        const auto found = std::ranges::find(columns, header, &column::header);
        const std::size_t wanted = total_width(columns);
        if (found == columns.end() || wanted <= available || found->width <= narrowest)
            return;
        found->width = std::max(narrowest, found->width - std::min(found->width, wanted - available));
    };
    drop("TYPE");
    if (one_account)
        drop("ACCOUNT");
    const std::size_t before = total_width(columns);
    if (before > available) {
        const auto names = std::ranges::find(columns, "TOKEN", &column::header);
        if (names->width < 2 * narrowest + (before - available))
            drop("EXPIRES");
    }
    narrow("TOKEN");
    narrow("ACCOUNT");
}

std::string_view colour_of(level at) {
    constexpr std::array<std::string_view, 4> colours{"", "\x1b[33m", "\x1b[31m", "\x1b[1;31m"};
    return colours[static_cast<std::size_t>(at)];
}

void append_cell(std::string& line, const column& in, const cell& cell, bool colour) {
    const std::string shown = cut_to_width(cell.text, in.width);
    const std::string padding(in.width - display_width(shown), ' ');
    const std::string_view paint = colour ? colour_of(cell.shown) : "";
    if (in.right)
        line += padding;
    line.append(paint).append(shown).append(paint.empty() ? "" : "\x1b[0m");
    if (!in.right)
        line += padding;
}

/// One line of the table: the header where `row` is absent.
std::string line_of(const std::vector<column>& columns, std::optional<std::size_t> row, bool colour) {
    std::string line;
    for (const column& one : columns) {
        if (&one != &columns.front())
            line.append(gap, ' ');
        append_cell(line, one, row ? one.cells[*row] : cell{std::string(one.header)}, colour);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

std::string table(const once_report& report, const text_style& style) {
    std::vector<column> columns = empty_columns();
    for (const reported_token& reported : report.tokens)
        add_row(columns, reported, report.now);
    // Without a memory of an earlier poll there is none.
    if (std::ranges::none_of(report.tokens,
                             [](const reported_token& one) { return one.token->burn_rate.has_value(); }))
        columns.erase(columns.begin() + runway_left, columns.begin() + expires);
    std::ranges::for_each(columns, measure);
    fit(columns, style.columns, report.accounts.size() == 1);
    std::string text = line_of(columns, std::nullopt, style.colour);
    for (std::size_t row = 0; row < report.tokens.size(); ++row)
        text += line_of(columns, row, style.colour);
    return text;
}

} // namespace

std::string once_text(const once_report& report, const text_style& style) {
    std::string text = first_line(report.status, report.summary);
    if (const std::string performance = performance_data(report); !performance.empty())
        text += " | " + performance;
    text += "\n";
    for (const polled_account& polled : report.accounts)
        if (polled.snapshot.outage)
            text += plugin_text(polled.name) +
                    ": poll failed: " + plugin_text(failure_text(polled.snapshot.outage->last)) + "\n";
    return report.tokens.empty() ? text : text + table(report, style);
}

} // namespace balanced
