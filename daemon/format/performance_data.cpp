#include <balanced/core/thresholds.hpp>
#include <balanced/format/performance_data.hpp>
#include <balanced/format/quoted_text.hpp>
#include <balanced/format/utf8.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

namespace balanced {
namespace {

constexpr std::size_t most_tokens = 50;
constexpr std::size_t most_bytes = 4096; ///< hosts cut what a plugin says at 8 kB, old ones at 4

/// Whether a character breaks a label, or could drive the terminal of whoever reads it.
bool is_unfit(std::string_view character) {
    if (character == "=" || character == "|" || character == "%")
        return true;
    std::string quoted;
    append_quoted(quoted, character);
    const bool changed =
        quoted.size() != character.size() + 2 || quoted.substr(1, character.size()) != character;
    return changed && character != "\"" && character != "\\";
}

/// In single quotes, of which a doubled one stands for itself.
void append_label(std::string& out, std::string_view name) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    out += '\'';
    while (!name.empty()) {
        const std::string_view character = name.substr(0, front_character(name).bytes);
        name.remove_prefix(character.size());
        if (character == "'")
            out += "''";
        else if (!is_unfit(character))
            out += character;
        else
            for (const char c : character) {
                const auto byte = static_cast<unsigned char>(c);
                out.append({'%', digits[byte >> 4U], digits[byte & 0xFU]});
            }
    }
    out += '\'';
}

/// Without an exponent, which hosts do not read.
void append_plain_number(std::string& out, double value) {
    std::array<char, 400> digits{};
    const auto written =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
    out.append(digits.data(), written.ptr);
}

std::string label_of(const reported_token& reported, bool with_account) {
    const std::string& name = reported.token->record.name;
    return with_account ? reported.account->name + "/" + name : name;
}

std::string balance_of(const reported_token& reported, bool with_account) {
    const token_record& record = reported.token->record;
    std::string text;
    append_label(text, label_of(reported, with_account));
    text += '=';
    append_plain_number(text, *record.balance);
    if (const auto& thresholds = reported.token->thresholds) {
        text += ';';
        append_plain_number(text, thresholds->warning);
        text += ":;";
        append_plain_number(text, thresholds->critical);
        text += ':';
    }
    return text;
}

/// In seconds; empty where no end is in sight.
std::string runway_of(const reported_token& reported, time_point now, bool with_account) {
    const tracked_token& token = *reported.token;
    const auto end = token.exhaustion();
    if (!end)
        return {};
    const auto whole = [](duration span) {
        return std::to_string(std::chrono::floor<std::chrono::seconds>(span).count());
    };
    std::string text;
    append_label(text, label_of(reported, with_account) + " runway");
    text.append("=").append(whole(std::max(*end - now, duration::zero()))).append("s");
    if (const auto at = runway_thresholds_for(token.record, reported.account->settings))
        text.append(";").append(whole(at->warning)).append(":;").append(whole(at->critical)).append(":");
    return text;
}

} // namespace

std::string performance_data(const once_report& report) {
    std::vector<reported_token> budgets;
    std::ranges::copy_if(report.tokens, std::back_inserter(budgets),
                         [](const reported_token& reported) { return reported.token->record.has_budget(); });
    std::ranges::sort(budgets, {}, [](const reported_token& reported) {
        return std::tuple<std::string_view, std::string_view>(reported.account->name,
                                                              reported.token->record.name);
    });
    budgets.resize(std::min(budgets.size(), most_tokens));
    std::string all;
    const auto add = [&](const std::string& one) {
        if (one.empty())
            return true;
        if (all.size() + 1 + one.size() > most_bytes)
            return false;
        all += (all.empty() ? "" : " ") + one;
        return true;
    };
    const bool with_account = report.accounts.size() > 1;
    // Balances first: they are there whether or not runways are.
    bool room = true;
    for (auto at = budgets.begin(); room && at != budgets.end(); ++at)
        room = add(balance_of(*at, with_account));
    for (auto at = budgets.begin(); room && at != budgets.end(); ++at)
        room = add(runway_of(*at, report.now, with_account));
    return all;
}

} // namespace balanced
