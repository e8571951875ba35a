#include <balanced/format/config.hpp>
#include <balanced/format/config_values.hpp>
#include <balanced/format/credential.hpp>
#include <balanced/format/trimmed.hpp>
#include <balanced/format/units.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace balanced {
namespace {

constexpr std::string_view credentials_folder = "CREDENTIALS_DIRECTORY";

/// The account as it is read, and what it is read from.
struct environment_reading {
    const environment& env;
    account_settings account;
    config out;

    void fault(std::string_view variable, std::string_view text) {
        out.faults.push_back(std::string(variable).append(": ").append(text));
    }

    std::optional<std::string> variable(std::string_view name) const {
        auto value = env(name);
        return value && value->empty() ? std::nullopt : std::move(value);
    }

    /// A variable that is a good value of the type.
    std::optional<std::string> value(std::string_view name, config_type type) {
        auto text = variable(name);
        if (!text)
            return std::nullopt;
        if (const std::string why = value_fault(type, *text); !why.empty()) {
            fault(name, why);
            return std::nullopt;
        }
        return text;
    }

    void key_file(std::string path, std::string_view variable) {
        account.authorization.file = path;
        out.files.push_back({file_reference::purpose::key, std::move(path), std::string(variable)});
    }
};

std::string joined(const std::vector<std::string_view>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text.append(i == 0 ? "" : i + 1 == names.size() ? " and " : ", ").append(names[i]);
    return text;
}

void read_key(environment_reading& from, const std::function<bool(const std::string&)>& file_exists) {
    auto file = from.variable("EDENAI_API_KEY_FILE");
    const auto text = from.variable("EDENAI_API_KEY");
    const auto folder = from.variable(credentials_folder);
    std::string credential = folder ? *folder + "/edenai-api-key" : std::string();
    const bool has_credential = folder && file_exists(credential);
    std::vector<std::string_view> set;
    if (file)
        set.emplace_back("EDENAI_API_KEY_FILE");
    if (text)
        set.emplace_back("EDENAI_API_KEY");
    if (has_credential)
        set.emplace_back("$CREDENTIALS_DIRECTORY/edenai-api-key");
    if (set.empty()) {
        from.out.faults.emplace_back("no API key: set EDENAI_API_KEY_FILE to the path of a file that holds "
                                     "it, or EDENAI_API_KEY to the key "
                                     "itself, or pass the systemd credential edenai-api-key "
                                     "($CREDENTIALS_DIRECTORY/edenai-api-key), or name "
                                     "a configuration with --config.file");
    } else if (set.size() > 1) {
        from.fault(joined(set), "only one of them may give the API key");
    } else if (file) {
        from.key_file(std::move(*file), "EDENAI_API_KEY_FILE");
    } else if (has_credential) {
        from.key_file(std::move(credential), credentials_folder);
    } else {
        auto [key, fault] = parse_credential(*text);
        if (!fault.empty())
            from.fault("EDENAI_API_KEY", fault);
        from.account.authorization = {authorization::source::inline_text, {}, std::move(key)};
    }
}

/// Globs between commas, without the spaces around them.
std::vector<std::string> split_globs(std::string_view text) {
    std::vector<std::string> globs;
    while (!text.empty()) {
        const std::string_view item = text.substr(0, text.find(','));
        text.remove_prefix(std::min(item.size() + 1, text.size()));
        if (const std::string_view glob = trimmed(item); !glob.empty())
            globs.emplace_back(glob);
    }
    return globs;
}

void read_token_names(environment_reading& from) {
    const auto text = from.variable("EDENAI_TOKEN_NAMES");
    if (!text)
        return;
    from.account.token_names.include = split_globs(*text);
    if (from.account.token_names.include.empty())
        from.fault("EDENAI_TOKEN_NAMES", "must name at least one glob, like ci-*");
}

} // namespace

config config_from_environment(const environment& env,
                               const std::function<bool(const std::string&)>& file_exists) {
    environment_reading from{env, {}, {}};
    read_key(from, file_exists);
    if (const auto api = from.value("EDENAI_API", config_type::api))
        from.account.api = *parse_api(*api);
    if (const auto url = from.value("EDENAI_BASE_URL", config_type::url)) {
        from.account.base_url = parse_base_url(*url).url;
        from.account.default_path = false;
    }
    if (const auto interval = from.value("EDENAI_POLL_INTERVAL", config_type::interval))
        from.account.poll_interval = *parse_duration(*interval);
    if (const auto path = from.value("EDENAI_CA_FILE", config_type::file)) {
        from.account.tls.ca_file = *path;
        from.out.files.push_back({file_reference::purpose::ca_certificates, *path, "EDENAI_CA_FILE"});
    }
    read_token_names(from);
    from.out.settings.accounts.push_back(std::move(from.account));
    return std::move(from.out);
}

} // namespace balanced
