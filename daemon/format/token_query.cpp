#include <balanced/core/glob.hpp>
#include <balanced/format/config_values.hpp>
#include <balanced/format/phrase.hpp>
#include <balanced/format/quoted_text.hpp>
#include <balanced/format/token_query.hpp>
#include <balanced/format/utf8.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace balanced {
namespace {

enum class parameter : unsigned char { account, name, level, limit, refresh };
constexpr std::array<std::string_view, 5> parameter_names{"account", "name", "level", "limit", "refresh"};

/// No name of a token is longer, its number among namesakes included; what a glob costs grows with its
/// length.
constexpr std::size_t longest_glob = 220;
constexpr std::size_t longest_shown = 100;

/// Foreign text in a sentence, cut where it is long.
std::string shown(std::string_view text) {
    std::size_t bytes = 0;
    for (std::size_t characters = 0; characters < longest_shown && bytes < text.size(); ++characters)
        bytes += front_character(text.substr(bytes)).bytes;
    std::string quoted;
    append_quoted(quoted, text.substr(0, bytes));
    return bytes < text.size() ? quoted + "…" : quoted;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const utf8_character next = front_character(text);
        if (next.is != utf8_character::verdict::valid)
            return false;
        text.remove_prefix(next.bytes);
    }
    return true;
}

/// `%41+b` as `A b` (WHATWG URL, application/x-www-form-urlencoded); absent where a `%` begins nothing, or
/// the text is not UTF-8.
std::optional<std::string> decoded(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        if (text.front() != '%') {
            plain += text.front() == '+' ? ' ' : text.front();
            text.remove_prefix(1);
            continue;
        }
        const std::string_view digits = text.substr(1, 2);
        unsigned code = 0;
        const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
        if (ec != std::errc() || end != digits.data() + 2)
            return std::nullopt;
        plain += static_cast<char>(code);
        text.remove_prefix(3);
    }
    return is_utf8(plain) ? std::optional(plain) : std::nullopt;
}

std::string read_level(level_choice& level, std::string_view word) {
    const auto* found = std::ranges::find(level_choice_names, word);
    if (found == level_choice_names.end())
        return "level: " + shown(word) + " is none of " + joined(level_choice_names, ", ") +
               did_you_mean(word, level_choice_names);
    level = static_cast<level_choice>(found - level_choice_names.begin());
    return {};
}

std::string read_limit(std::optional<std::size_t>& limit, std::string_view digits) {
    std::size_t value = 0;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (ec == std::errc::result_out_of_range)
        return "limit: " + shown(digits) + " is too large";
    if (ec != std::errc() || end != digits.data() + digits.size())
        return "limit: " + shown(digits) + " is not a whole number";
    limit = value;
    return {};
}

/// Takes the value of one parameter, which is not empty; what is wrong with it, else nothing.
std::string read_value(token_query& query, parameter which, const std::string& value) {
    switch (which) {
    case parameter::account:
        query.account = value;
        break;
    case parameter::name:
        if (count_characters(value) > longest_glob)
            return "name: longer than " + counted(longest_glob, "character");
        query.name = value;
        break;
    case parameter::level:
        return read_level(query.level, value);
    case parameter::limit:
        return read_limit(query.limit, value);
    case parameter::refresh:
        if (value != "on" && value != "off")
            return "refresh: " + shown(value) + " is neither on nor off";
        query.refresh = value == "on";
        break;
    }
    return {};
}

/// Takes `name=value`; what is wrong with it, else nothing.
std::string read_pair(token_query& query, std::set<parameter>& given, std::string_view pair) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = decoded(pair.substr(0, equals));
    if (!name)
        return "the name of a parameter is not UTF-8 in percent-encoding";
    const auto* known = std::ranges::find(parameter_names, *name);
    if (known == parameter_names.end())
        return shown(*name) + ": no such parameter, there are " + joined(parameter_names, ", ") +
               did_you_mean(*name, parameter_names);
    const auto value = decoded(pair.substr(std::min(equals + 1, pair.size())));
    if (!value)
        return *name + ": not UTF-8 in percent-encoding";
    if (value->empty())
        return {};
    const auto which = static_cast<parameter>(known - parameter_names.begin());
    return given.insert(which).second ? read_value(query, which, *value) : *name + ": given twice";
}

} // namespace

bool token_query::selects(std::string_view account_name, const account_snapshot& snapshot,
                          const tracked_token& token) const {
    if ((!account.empty() && account_name != account) || !glob_match(name, token.record.name))
        return false;
    switch (level) {
    case level_choice::ok:
        return true;
    case level_choice::warning:
        return snapshot.worst_level(token) >= level::warning;
    case level_choice::critical:
        return snapshot.worst_level(token) >= level::critical;
    case level_choice::exhausted:
        return snapshot.shown_level(token, level_kind::balance) == level::worst;
    case level_choice::expired:
        break;
    }
    return snapshot.shown_level(token, level_kind::expiry) == level::worst;
}

query_reading read_token_query(std::string_view query) {
    query_reading reading;
    std::set<parameter> given;
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        if (pair.empty())
            continue;
        if (std::string fault = read_pair(reading.query, given, pair); !fault.empty())
            return {.query = {}, .fault = std::move(fault)};
    }
    return reading;
}

} // namespace balanced
