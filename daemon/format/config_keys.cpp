#include <balanced/format/config_keys.hpp>

#include <algorithm>
#include <array>

namespace balanced {
namespace {

using enum config_type;

constexpr auto keys = std::to_array<config_key>({
    {"", "accounts", sections},
    {"accounts[]", "name", account_name},
    {"accounts[]", "api", api},
    {"accounts[]", "base_url", url},
    {"accounts[]", "authorization", section},
    {"accounts[].authorization", "credentials_file", file},
    {"accounts[].authorization", "credential", credential_name},
    {"accounts[].authorization", "credentials", secret},
    {"accounts[]", "token_names", section},
    {"accounts[].token_names", "include", globs},
    {"accounts[].token_names", "exclude", globs},
    {"accounts[]", "poll_interval", interval},
    {"accounts[]", "poll_timeout", nonzero_span},
    {"accounts[]", "stale_after", span},
    {"accounts[]", "body_size_limit", size},
    {"accounts[]", "tls_config", section},
    {"accounts[].tls_config", "ca_file", file},
    {"accounts[].tls_config", "cert_file", file},
    {"accounts[].tls_config", "key_file", file},
    {"accounts[].tls_config", "server_name", text},
    {"accounts[].tls_config", "min_version", tls},
    {"accounts[].tls_config", "insecure_skip_verify", flag},
    {"accounts[]", "proxy_url", proxy},
    {"accounts[]", "proxy_from_environment", flag},
    {"", "thresholds", section},
    {"thresholds", "balance", levels},
    {"thresholds.balance", "warning", credits},
    {"thresholds.balance", "critical", credits},
    {"thresholds", "runway", levels},
    {"thresholds.runway", "warning", span},
    {"thresholds.runway", "critical", span},
    {"thresholds", "expiry", levels},
    {"thresholds.expiry", "warning", span},
    {"thresholds.expiry", "critical", span},
    {"thresholds", "hysteresis", percentage},
    {"", "overrides", sections},
    {"overrides[]", "match", section},
    {"overrides[].match", "account", glob},
    {"overrides[].match", "token_name", glob},
    {"overrides[].match", "token_type", glob},
    {"overrides[]", "balance", levels},
    {"overrides[].balance", "warning", credits},
    {"overrides[].balance", "critical", credits},
    {"overrides[]", "runway", levels},
    {"overrides[].runway", "warning", span},
    {"overrides[].runway", "critical", span},
    {"overrides[]", "expiry", levels},
    {"overrides[].expiry", "warning", span},
    {"overrides[].expiry", "critical", span},
    {"overrides[]", "reset", refill},
    {"overrides[].reset", "period", period},
    {"overrides[].reset", "amount", amount},
    {"", "forecast", section},
    {"forecast", "half_life", nonzero_span},
    {"forecast", "min_span", span},
    {"", "metrics", section},
    {"metrics", "exclude", families},
});

} // namespace

std::string config_key::path() const {
    return section.empty() ? std::string(name) : std::string(section).append(".").append(name);
}

std::string config_key::child_section() const {
    return path().append(type == sections ? "[]" : "");
}

std::span<const config_key> config_keys() {
    return keys;
}

const config_key* find_key(std::string_view section, std::string_view name) {
    const auto found = std::ranges::find_if(
        keys, [&](const config_key& key) { return key.section == section && key.name == name; });
    return found != keys.end() ? &*found : nullptr;
}

std::vector<std::string_view> key_names(std::string_view section) {
    std::vector<std::string_view> names;
    for (const config_key& key : keys) {
        if (key.section == section)
            names.push_back(key.name);
    }
    return names;
}

} // namespace balanced
