#include <balanced/core/glob.hpp>
#include <balanced/format/once_report.hpp>
#include <balanced/format/phrase.hpp>
#include <balanced/format/quoted_text.hpp>
#include <balanced/format/text_width.hpp>
#include <balanced/format/units.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace balanced {
namespace {

constexpr std::size_t named_at_most = 3;  ///< tokens, or failed polls; how many more is said
constexpr std::size_t longest_name = 40;  ///< columns in the summary
constexpr std::size_t longest_cause = 80; ///< likewise

std::vector<reported_token> select_tokens(std::span<const polled_account> accounts, std::string_view glob) {
    std::vector<reported_token> chosen;
    for (const polled_account& account : accounts) {
        for (const tracked_token& token : account.snapshot.tokens) {
            if (glob_match(glob, token.record.name))
                chosen.push_back({&account, &token, account.snapshot.worst_level(token)});
        }
    }
    std::ranges::stable_sort(chosen, [](const reported_token& left, const reported_token& right) {
        return left.worst > right.worst;
    });
    return chosen;
}

/// The kind that a token is at its worst level by.
level_kind worst_kind(const reported_token& reported) {
    for (const level_kind kind : {level_kind::balance, level_kind::runway}) {
        if (reported.account->snapshot.shown_level(*reported.token, kind) == reported.worst)
            return kind;
    }
    return level_kind::expiry;
}

std::string in_few_words(std::string_view text, std::size_t columns) {
    return cut_to_width(plugin_text(text), columns);
}

/// "ci-7 critical (1.5 credits)"
std::string describe(const reported_token& reported, const once_report& report) {
    const token_record& record = reported.token->record;
    const level_kind kind = worst_kind(reported);
    const std::string name =
        report.accounts.size() > 1 ? reported.account->name + "/" + record.name : record.name;
    std::string text = in_few_words(name, longest_name);
    text.append(" ").append(severity_name(kind, reported.worst));
    if (reported.worst == level::worst)
        return text;
    if (kind == level_kind::balance)
        return text.append(" (").append(shown_credits(*record.balance)).append(" credits)");
    if (kind == level_kind::runway) {
        const auto end = reported.token->exhaustion();
        const duration left = end ? std::max(*end - report.now, duration::zero()) : duration::zero();
        return text.append(" (lasts ").append(humane_duration(in_seconds(left))).append(")");
    }
    return text.append(" (").append(humane_duration(in_seconds(*record.expire_time - report.now))) + " left)";
}

/// "a, b, c and 4 more"
template <typename Items, typename Describe>
std::string list_of(const Items& items, const Describe& describe_item) {
    std::string text;
    for (std::size_t i = 0; i < std::min(items.size(), named_at_most); ++i)
        text.append(i == 0 ? "" : ", ").append(describe_item(items[i]));
    if (items.size() > named_at_most)
        text.append(" and ").append(std::to_string(items.size() - named_at_most)).append(" more");
    return text;
}

/// "1 exhausted, 2 warning of 12 tokens: …", or that all is well.
std::string sum_up_tokens(const once_report& report) {
    using severity = std::tuple<level, level_kind>;
    constexpr std::array<severity, 4> severities{{{level::worst, level_kind::balance},
                                                  {level::worst, level_kind::expiry},
                                                  {level::critical, level_kind::balance},
                                                  {level::warning, level_kind::balance}}};
    std::string text;
    for (const severity& one : severities) {
        const auto at = std::get<level>(one);
        const auto kind = std::get<level_kind>(one);
        const auto count = std::ranges::count_if(report.tokens, [&](const reported_token& reported) {
            return reported.worst == at && severity_name(worst_kind(reported), at) == severity_name(kind, at);
        });
        if (count > 0)
            text.append(text.empty() ? "" : ", ")
                .append(std::to_string(count))
                .append(" ")
                .append(severity_name(kind, at));
    }
    if (text.empty())
        return counted(report.tokens.size(), "token") + (report.tokens.size() == 1 ? " is ok" : " are ok");
    const auto fine = std::ranges::find(report.tokens, level::ok, &reported_token::worst);
    const std::span troubled(report.tokens.begin(), fine);
    text.append(" of ").append(counted(report.tokens.size(), "token")).append(": ");
    return text + list_of(troubled, [&](const reported_token& one) { return describe(one, report); });
}

std::string sum_up_failures(const std::vector<const polled_account*>& failed) {
    return "poll failed of " + list_of(failed, [](const polled_account* account) {
               return in_few_words(account->name, longest_name) + " (" +
                      in_few_words(failure_text(account->snapshot.outage->last), longest_cause) + ")";
           });
}

std::vector<const polled_account*> failed_accounts(std::span<const polled_account> accounts) {
    std::vector<const polled_account*> failed;
    for (const polled_account& account : accounts)
        if (account.snapshot.outage)
            failed.push_back(&account);
    return failed;
}

plugin_status judge(level worst, bool unknown) {
    if (worst >= level::critical)
        return plugin_status::critical;
    if (unknown)
        return plugin_status::unknown;
    return worst == level::warning ? plugin_status::warning : plugin_status::ok;
}

/// A fault is a sentence of ours around foreign words: it stays readable.
std::string harmless_line(const std::string& fault) {
    std::string line;
    for (const char c : fault) {
        const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        line.append(c == '|' ? "¦" : std::string(1, control ? ' ' : c));
    }
    return line;
}

} // namespace

once_report make_once_report(std::span<const polled_account> accounts, std::string_view token_name,
                             time_point now) {
    once_report report;
    report.accounts = accounts;
    report.now = now;
    report.tokens = select_tokens(accounts, token_name);
    const auto failed = failed_accounts(accounts);
    const bool nothing_fits = report.tokens.empty() && token_name != "*";
    report.status = judge(report.tokens.empty() ? level::ok : report.tokens.front().worst,
                          nothing_fits || !failed.empty());
    report.summary = sum_up_tokens(report);
    if (nothing_fits)
        report.summary = "no token's name fits " + in_few_words(token_name, longest_name);
    if (failed.empty())
        return report;
    if (report.tokens.empty())
        report.summary = sum_up_failures(failed);
    else if (report.status == plugin_status::critical)
        report.summary += "; " + sum_up_failures(failed);
    else
        report.summary = sum_up_failures(failed) + "; " + report.summary;
    return report;
}

std::string plugin_text(std::string_view text) {
    std::string quoted;
    append_quoted(quoted, text);
    const bool padded = text.starts_with(' ') || text.ends_with(' ');
    if (!padded && text.find('|') == std::string_view::npos && quoted.size() == text.size() + 2 &&
        std::string_view(quoted).substr(1, text.size()) == text)
        return std::string(text);
    for (std::size_t at = quoted.find('|'); at != std::string::npos; at = quoted.find('|', at))
        quoted.replace(at, 1, "\\u007c");
    return quoted;
}

std::string shown_credits(double value) {
    constexpr double scale = 1e4;
    const double rounded = std::round(value * scale) / scale;
    std::string text;
    append_number(text, std::isfinite(rounded) && rounded != 0 ? rounded : value);
    return text;
}

std::string failure_text(const poll_failure& failure) {
    std::string text(name(failure.reason));
    return failure.detail.empty() ? text : text + ": " + failure.detail;
}

std::string first_line(plugin_status status, std::string_view summary) {
    constexpr std::array<std::string_view, 4> shouted{"OK", "WARNING", "CRITICAL", "UNKNOWN"};
    std::string line = "EDENAI ";
    return line.append(shouted[static_cast<std::size_t>(status)]).append(" - ").append(summary);
}

std::string once_fault_text(std::span<const std::string> faults) {
    const std::size_t others = faults.size() - 1;
    std::string text = first_line(plugin_status::unknown, harmless_line(faults.front()));
    if (others == 0)
        return text + "\n";
    text.append(" (and ").append(std::to_string(others)).append(" more)\n");
    for (const std::string& fault : faults)
        text += harmless_line(fault) + "\n";
    return text;
}

} // namespace balanced
