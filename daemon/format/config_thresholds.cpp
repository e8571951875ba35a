#include <balanced/format/config_reading.hpp>
#include <balanced/format/config_values.hpp>
#include <balanced/format/units.hpp>

#include <algorithm>

namespace balanced {
namespace {

/// Overrides are copied into every account: what all of them may take, in bytes about.
constexpr std::size_t most_copied = 256 << 20;

/// Only amounts of the same kind compare.
bool exceeds(const credit_amount& left, const credit_amount& right) {
    return left.share == right.share && left.value > right.value;
}

bool exceeds(duration left, duration right) {
    return left > right;
}

template <typename Parse>
auto read(const config_node& levels, std::string_view key, Parse parse) -> decltype(parse({})) {
    const auto text = find_text(levels, key);
    return text ? parse(*text) : std::nullopt;
}

/// What `levels` says over what is inherited. A lone threshold takes the inherited other one along where they
/// would change places.
template <typename Thresholds, typename Parse>
Thresholds read_levels(const config_node& levels, Thresholds inherited, Parse parse, config_faults& faults) {
    inherited.enabled = levels.value->is == config_value::shape::map;
    const auto warning = read(levels, "warning", parse);
    const auto critical = read(levels, "critical", parse);
    inherited.warning = warning.value_or(inherited.warning);
    inherited.critical = critical.value_or(inherited.critical);
    if (!exceeds(inherited.critical, inherited.warning))
        return inherited;
    if (warning && critical)
        faults.insert({find_entry(levels, "critical")->value.where, "critical must not be above warning"});
    else if (warning)
        inherited.critical = inherited.warning;
    else
        inherited.warning = inherited.critical;
    return inherited;
}

struct token_thresholds {
    balance_thresholds balance;
    runway_thresholds runway;
    expiry_thresholds expiry;
    double hysteresis = tracking_settings{}.hysteresis;
};

token_thresholds read_defaults(const config_node& section, config_faults& faults) {
    token_thresholds read_ones;
    if (const config_entry* found = find_entry(section, "balance"))
        read_ones.balance = read_levels(found->value, read_ones.balance, parse_credits, faults);
    if (const config_entry* found = find_entry(section, "runway"))
        read_ones.runway = read_levels(found->value, read_ones.runway, parse_duration, faults);
    if (const config_entry* found = find_entry(section, "expiry"))
        read_ones.expiry = read_levels(found->value, read_ones.expiry, parse_duration, faults);
    read_ones.hysteresis = read(section, "hysteresis", parse_hysteresis).value_or(read_ones.hysteresis);
    return read_ones;
}

token_match read_match(const config_node& map, config_faults& faults) {
    const config_entry* found = find_entry(map, "match");
    if (!found) {
        faults.insert({map.where, "match is missing: it names what the override is for"});
        return {};
    }
    if (found->value.value->is == config_value::shape::map && found->value.value->entries.empty())
        faults.insert(
            {found->value.where, "match must name at least one of account, token_name, token_type"});
    const auto glob = [&](std::string_view key) {
        const auto text = find_text(found->value, key);
        return text ? std::optional<std::string>(*text) : std::nullopt;
    };
    return {glob("account"), glob("token_name"), glob("token_type")};
}

reset_rule read_reset(const config_node& rule, config_faults& faults) {
    if (rule.value->is == config_value::shape::map && rule.value->entries.empty())
        faults.insert({rule.where, "reset must name at least one of period, amount"});
    return {read(rule, "period", parse_period), read(rule, "amount", parse_amount)};
}

threshold_override read_override(const config_node& map, const token_thresholds& defaults,
                                 config_faults& faults) {
    threshold_override one;
    one.match = read_match(map, faults);
    if (std::ranges::all_of(map.value->entries,
                            [](const config_entry& entry) { return entry.key == "match"; }))
        faults.insert(
            {map.where, "the override changes nothing: it must name balance, runway, expiry or reset"});
    if (const config_entry* found = find_entry(map, "balance"))
        one.balance = read_levels(found->value, defaults.balance, parse_credits, faults);
    if (const config_entry* found = find_entry(map, "runway"))
        one.runway = read_levels(found->value, defaults.runway, parse_duration, faults);
    if (const config_entry* found = find_entry(map, "expiry"))
        one.expiry = read_levels(found->value, defaults.expiry, parse_duration, faults);
    if (const config_entry* found = find_entry(map, "reset"))
        one.reset = read_reset(found->value, faults);
    return one;
}

forecast_settings read_forecast(const config_node& root) {
    forecast_settings forecast;
    if (const config_entry* found = find_entry(root, "forecast")) {
        forecast.half_life = read(found->value, "half_life", parse_duration).value_or(forecast.half_life);
        forecast.min_span = read(found->value, "min_span", parse_duration).value_or(forecast.min_span);
    }
    return forecast;
}

std::size_t size_of(const std::vector<threshold_override>& overrides) {
    std::size_t bytes = 0;
    for (const threshold_override& one : overrides) {
        bytes += sizeof(threshold_override);
        for (const auto* glob : {&one.match.account, &one.match.token_name, &one.match.token_type})
            bytes += glob->value_or("").size();
    }
    return bytes;
}

} // namespace

void read_thresholds(const config_node& root, config_reading& into) {
    const forecast_settings forecast = read_forecast(root);
    token_thresholds defaults;
    if (const config_entry* found = find_entry(root, "thresholds"))
        defaults = read_defaults(found->value, into.faults);
    std::vector<threshold_override> overrides;
    auto& accounts = into.out.settings.accounts;
    if (const config_entry* found = find_entry(root, "overrides")) {
        for (const config_node& item : found->value.value->items) {
            if (item.value->is == config_value::shape::map)
                overrides.push_back(read_override(item, defaults, into.faults));
        }
        if (size_of(overrides) * accounts.size() > most_copied) {
            into.faults.insert({found->where, "overrides are too many for so many accounts"});
            return;
        }
    }
    for (account_settings& account : accounts) {
        account.tracking.balance = defaults.balance;
        account.tracking.runway = defaults.runway;
        account.tracking.expiry = defaults.expiry;
        account.tracking.hysteresis = defaults.hysteresis;
        account.tracking.overrides = overrides;
        account.tracking.forecast = forecast;
    }
}

} // namespace balanced
