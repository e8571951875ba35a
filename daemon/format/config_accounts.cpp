#include <balanced/format/config_reading.hpp>
#include <balanced/format/config_values.hpp>
#include <balanced/format/credential.hpp>
#include <balanced/format/proxy_url.hpp>
#include <balanced/format/units.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

namespace balanced {
namespace {

using purpose = file_reference::purpose;

/// The value of a key as `parse` reads it, if it is there and good.
template <typename Value, typename Parse>
void take(const config_node& section, std::string_view key, Value& to, Parse parse) {
    const auto text = find_text(section, key);
    if (!text)
        return;
    if (auto value = parse(*text))
        to = std::move(*value);
}

/// The section of a key; an empty one where it is missing.
config_node section_of(const config_node& map, std::string_view key) {
    const config_entry* found = find_entry(map, key);
    return found ? found->value : config_node{map.where, std::make_shared<config_value>()};
}

/// The path that a key names, noted among the configuration's files; empty where there is none.
std::string take_file(const config_node& section, std::string_view key, purpose what, config_reading& into) {
    const auto text = find_text(section, key);
    if (!text || !value_fault(config_type::file, *text).empty())
        return {};
    std::string path = (std::filesystem::path(into.file).parent_path() / *text).string();
    into.out.files.push_back({what, path, place_in(into.file, find_entry(section, key)->value.where)});
    return path;
}

/// The path of a systemd credential, noted likewise.
std::string take_credential(const config_entry& entry, config_reading& into) {
    const config_value& name = *entry.value.value;
    if (name.is != config_value::shape::scalar ||
        !value_fault(config_type::credential_name, name.text).empty())
        return {};
    const auto folder = into.env("CREDENTIALS_DIRECTORY");
    if (!folder || folder->empty()) {
        into.faults.insert({entry.value.where,
                            "credential needs $CREDENTIALS_DIRECTORY, which systemd sets for "
                            "a service with LoadCredential="});
        return {};
    }
    std::string path = *folder + "/" + name.text;
    into.out.files.push_back({purpose::key, path, place_in(into.file, entry.value.where)});
    return path;
}

authorization read_source(const config_node& section, const config_entry& entry, config_reading& into) {
    if (entry.key == "credentials_file")
        return {authorization::source::file, take_file(section, entry.key, purpose::key, into), {}};
    if (entry.key == "credential")
        return {authorization::source::file, take_credential(entry, into), {}};
    into.warnings.insert({entry.where,
                          "credentials keeps the key in the configuration itself: credentials_file "
                          "or credential keep it apart"});
    return {authorization::source::inline_text, {}, parse_credential(entry.value.value->text).key};
}

authorization read_authorization(const config_node& account, config_reading& into) {
    constexpr std::string_view all = "credentials_file, credential or credentials";
    const config_entry* found = find_entry(account, "authorization");
    if (!found) {
        into.faults.insert({account.where, "authorization is missing: it names " + std::string(all)});
        return {};
    }
    const config_node& section = found->value;
    const config_entry* first = nullptr;
    for (const config_entry& entry : section.value->entries) {
        if (!find_key("accounts[].authorization", entry.key) || (first && first->key == entry.key))
            continue;
        if (first)
            into.faults.insert(
                {entry.where, entry.key + " beside " + first->key + ": only one may give the key"});
        else
            first = &entry;
    }
    if (first)
        return read_source(section, *first, into);
    if (section.value->is == config_value::shape::map && section.value->entries.empty())
        into.faults.insert({section.where, "authorization must name one of " + std::string(all)});
    return {};
}

std::vector<std::string> read_globs(const config_entry& list) {
    std::vector<std::string> globs;
    for (const config_node& item : list.value.value->items)
        globs.push_back(item.value->text);
    return globs;
}

token_filter read_token_names(const config_node& section, config_reading& into) {
    token_filter filter;
    if (const config_entry* include = find_entry(section, "include")) {
        filter.include = read_globs(*include);
        if (include->value.value->is == config_value::shape::list && filter.include.empty())
            into.faults.insert({include->value.where, "include must name at least one glob"});
    }
    if (const config_entry* exclude = find_entry(section, "exclude"))
        filter.exclude = read_globs(*exclude);
    return filter;
}

tls_settings read_tls(const config_node& section, config_reading& into) {
    tls_settings tls;
    tls.ca_file = take_file(section, "ca_file", purpose::ca_certificates, into);
    tls.cert_file = take_file(section, "cert_file", purpose::certificate, into);
    tls.key_file = take_file(section, "key_file", purpose::private_key, into);
    take(section, "server_name", tls.server_name, [](auto text) { return std::optional(std::string(text)); });
    take(section, "min_version", tls.min_version, parse_tls_version);
    take(section, "insecure_skip_verify", tls.insecure_skip_verify, parse_flag);
    const config_entry* certificate = find_entry(section, "cert_file");
    const config_entry* key = find_entry(section, "key_file");
    if (certificate && !key)
        into.faults.insert({certificate->where, "cert_file needs key_file"});
    if (key && !certificate)
        into.faults.insert({key->where, "key_file needs cert_file"});
    return tls;
}

std::optional<proxy_server> read_proxy(const config_node& account, const origin_url& url,
                                       config_reading& into) {
    const config_entry* own = find_entry(account, "proxy_url");
    const config_entry* environment = find_entry(account, "proxy_from_environment");
    if (!environment || parse_flag(environment->value.value->text) != true)
        return own ? parse_proxy_url(own->value.value->text).proxy : std::nullopt;
    if (own)
        into.faults.insert(
            {environment->where, "proxy_from_environment beside proxy_url: only one may name the proxy"});
    auto [proxy, fault] = proxy_from_environment(into.env, url);
    if (!fault.empty())
        into.faults.insert({environment->where, "proxy_from_environment: " + fault});
    return std::move(proxy);
}

account_settings read_account(const config_node& map, config_reading& into) {
    account_settings account;
    take(map, "name", account.tracking.account, [](auto text) { return std::optional(std::string(text)); });
    take(map, "api", account.api, parse_api);
    take(map, "base_url", account.base_url, [&account](auto text) {
        const auto parsed = parse_base_url(text);
        account.default_path = account.default_path && !parsed.fault.empty();
        return parsed.fault.empty() ? std::optional(parsed.url) : std::nullopt;
    });
    account.authorization = read_authorization(map, into);
    account.token_names = read_token_names(section_of(map, "token_names"), into);
    take(map, "poll_interval", account.poll_interval, parse_duration);
    take(map, "poll_timeout", account.poll_timeout, parse_duration);
    take(map, "stale_after", account.tracking.stale_after, parse_duration);
    take(map, "body_size_limit", account.body_size_limit, parse_size);
    account.tls = read_tls(section_of(map, "tls_config"), into);
    account.proxy = read_proxy(map, account.base_url, into);
    return account;
}

/// Where an account's name stands, or would; absent where what stands there is none.
std::optional<config_position> place_of_name(const config_node& map) {
    const config_entry* name = find_entry(map, "name");
    if (!name)
        return map.where;
    const config_value& value = *name->value.value;
    if (value.is != config_value::shape::scalar ||
        !value_fault(config_type::account_name, value.text).empty())
        return std::nullopt;
    // Of an account that an alias repeats, the alias.
    return std::max(map.where, name->value.where);
}

} // namespace

void read_accounts(const config_node& root, config_reading& into) {
    const config_entry* list = find_entry(root, "accounts");
    if (!list) {
        into.faults.insert({root.where, "accounts is missing: at least one account is needed"});
        return;
    }
    if (list->value.value->is == config_value::shape::list && list->value.value->items.empty())
        into.faults.insert({list->value.where, "accounts must hold at least one account"});
    std::map<std::string, config_position, std::less<>> names;
    auto& accounts = into.out.settings.accounts;
    for (const config_node& item : list->value.value->items) {
        if (item.value->is != config_value::shape::map)
            continue;
        accounts.push_back(read_account(item, into));
        const auto where = place_of_name(item);
        if (!where)
            continue;
        const auto [first, added] = names.emplace(accounts.back().tracking.account, *where);
        if (!added)
            into.faults.insert({*where, "the account name" + shown(first->first) +
                                            " is taken by the one in line " +
                                            std::to_string(first->second.line)});
    }
    std::ranges::sort(accounts, {}, [](const account_settings& one) { return one.tracking.account; });
}

} // namespace balanced
