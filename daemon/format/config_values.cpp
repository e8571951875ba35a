#include <balanced/format/config.hpp>
#include <balanced/format/config_values.hpp>
#include <balanced/format/credential.hpp>
#include <balanced/format/metric_families.hpp>
#include <balanced/format/nearest_name.hpp>
#include <balanced/format/proxy_url.hpp>
#include <balanced/format/quoted_text.hpp>
#include <balanced/format/units.hpp>
#include <balanced/format/utf8.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace balanced {
namespace {

using enum config_type;

constexpr std::array<std::string_view, 4> apis{"auto", "v2", "v3", "self"}; // in the order of api_kind
constexpr std::array<std::string_view, 2> tls_versions{"TLS12", "TLS13"};
constexpr std::size_t longest_account_name = 200;
constexpr std::size_t longest_shown = 100;
constexpr double greatest_hysteresis = 10;

bool is_one_of(std::string_view text, std::span<const std::string_view> names) {
    return std::ranges::find(names, text) != names.end();
}

bool is_plain_file_name(std::string_view text) {
    return text != "." && text != ".." &&
           text.find_first_of(std::string_view("/\0", 2)) == std::string_view::npos;
}

/// Why a text is not one of the few that a type knows; empty where it is.
std::string word_fault(config_type type, std::string_view text, std::span<const std::string_view> known) {
    return is_one_of(text, known) ? std::string()
                                  : std::string(requirement(type)) + did_you_mean(text, known);
}

std::string family_fault(std::string_view text) {
    if (find_family(text))
        return {};
    std::vector<std::string_view> names;
    for (const metric_family& one : metric_families())
        names.push_back(one.name);
    return "is not a metric family" + did_you_mean(text, names);
}

/// Of the types whose faults say no more than the requirement.
bool fits(config_type type, std::string_view text) {
    switch (type) {
    case account_name:
        return count_characters(text) <= longest_account_name;
    case file:
        return text.find('\0') == std::string_view::npos;
    case credential_name:
        return is_plain_file_name(text);
    case interval:
        return parse_duration(text).value_or(duration{}) >= std::chrono::seconds(1);
    case nonzero_span:
        return parse_duration(text).value_or(duration{}) > duration{};
    case span:
        return parse_duration(text).has_value();
    case size:
        return parse_size(text).value_or(0) > 0;
    case flag:
        return parse_flag(text).has_value();
    case credits:
        return parse_credits(text).has_value();
    case amount:
        return parse_amount(text).has_value();
    case percentage:
        return parse_hysteresis(text).has_value();
    default:
        return true;
    }
}

} // namespace

std::optional<bool> parse_flag(std::string_view text) {
    constexpr std::array<std::string_view, 9> yes{"true", "True", "TRUE", "on", "On",
                                                  "ON",   "yes",  "Yes",  "YES"};
    constexpr std::array<std::string_view, 9> no{"false", "False", "FALSE", "off", "Off",
                                                 "OFF",   "no",    "No",    "NO"};
    if (is_one_of(text, yes))
        return true;
    if (is_one_of(text, no))
        return false;
    return std::nullopt;
}

std::optional<credit_amount> parse_credits(std::string_view text) {
    if (const auto share = parse_percentage(text))
        return *share <= 1 ? std::optional(credit_amount{*share, true}) : std::nullopt;
    double value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || std::signbit(value))
        return std::nullopt;
    return credit_amount{value, false};
}

std::optional<double> parse_amount(std::string_view text) {
    const auto value = parse_credits(text);
    return value && !value->share && value->value > 0 ? std::optional(value->value) : std::nullopt;
}

std::optional<reset_period> parse_period(std::string_view text) {
    return is_one_of(text, reset_period_names) ? parse_reset_period(text) : std::nullopt;
}

std::optional<double> parse_hysteresis(std::string_view text) {
    if (text == "0")
        return 0;
    const auto value = parse_percentage(text);
    return value && *value <= greatest_hysteresis ? value : std::nullopt;
}

std::optional<tls_version> parse_tls_version(std::string_view text) {
    if (text == "TLS12")
        return tls_version::tls12;
    if (text == "TLS13")
        return tls_version::tls13;
    return std::nullopt;
}

std::optional<api_kind> parse_api(std::string_view text) {
    const auto* const found = std::ranges::find(apis, text);
    return found != apis.end() ? std::optional(static_cast<api_kind>(found - apis.begin())) : std::nullopt;
}

std::string_view requirement(config_type type) {
    switch (type) {
    case section:
        return "must be a map";
    case sections:
        return "must be a list of maps";
    case levels:
        return "must be a map of warning and critical, or off";
    case refill:
        return "must be a map of period and amount";
    case globs:
        return "must be a list of globs like [\"ci-*\"]";
    case families:
        return "must be a list of metric families";
    case account_name:
        return "must be a text of at most 200 characters";
    case text:
        return "must be a text";
    case file:
        return "must be the path of a file";
    case credential_name:
        return "must be a plain file name";
    case secret:
        return "must be one line of printable characters";
    case glob:
        return "must be a glob like ci-*";
    case family:
        return "must be the name of a metric family";
    case url:
        return "must be a URL like https://api.edenai.run/v2";
    case proxy:
        return "must be a proxy's URL like http://proxy:3128";
    case api:
        return "must be one of auto, v2, v3, self";
    case tls:
        return "must be TLS12 or TLS13";
    case interval:
        return "must be a duration of at least 1s, like 90s";
    case nonzero_span:
        return "must be a duration above 0, like 10s";
    case span:
        return "must be a duration like 90s";
    case size:
        return "must be a size above 0, like 64MB";
    case flag:
        return "must be true or false";
    case credits:
        return "must be credits like 10, or a share of the reset amount like 20%";
    case amount:
        return "must be credits above 0, like 100";
    case period:
        return "must be one of daily, weekly, monthly";
    case percentage:
        return "must be a percentage like 10%, at most 1000%";
    }
    return {};
}

std::string value_fault(config_type type, std::string_view text) {
    if (text.empty())
        return "must not be empty";
    switch (type) {
    case secret:
        return parse_credential(text).fault;
    case family:
        return family_fault(text);
    case url:
        return parse_base_url(text).fault;
    case proxy:
        return parse_proxy_url(text).fault;
    case api:
        return word_fault(type, text, apis);
    case tls:
        return word_fault(type, text, tls_versions);
    case period:
        return word_fault(type, text, reset_period_names);
    default:
        return fits(type, text) ? "" : std::string(requirement(type));
    }
}

std::string shown(std::string_view text) {
    for (const std::string_view mark : {"eyJ", "sk-eden-", "mgmt-eden-"}) {
        if (text.find(mark) != std::string_view::npos)
            return {};
    }
    const bool has_password =
        text.find("://") != std::string_view::npos && text.find('@') != std::string_view::npos;
    if (has_password || text.size() > longest_shown)
        return {};
    std::string quoted = " ";
    append_quoted(quoted, text);
    return quoted;
}

std::string did_you_mean(std::string_view wrong, std::span<const std::string_view> known) {
    const auto nearest = nearest_name(wrong, known);
    return nearest ? " (did you mean \"" + std::string(*nearest) + "\"?)" : std::string();
}

} // namespace balanced
