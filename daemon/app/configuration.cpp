#include <balanced/app/configuration.hpp>
#include <balanced/format/credential.hpp>
#include <balanced/net/tls.hpp>
#include <balanced/os/files.hpp>

#include <sys/stat.h>

#include <cstdlib>
#include <optional>

namespace balanced {
namespace {

std::optional<std::string> variable(std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());
    return value != nullptr && *value != '\0' ? std::optional<std::string>(value) : std::nullopt;
}

bool exists(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0;
}

config read_configuration(const std::string& file) {
    if (file.empty())
        return config_from_environment(variable, exists);
    const file_content content = read_file(file);
    if (content.fault.empty())
        return parse_config(content.text, file, variable);
    config unread;
    unread.faults.push_back(file + ": " + content.fault);
    return unread;
}

std::string key_fault(const std::string& path) {
    const file_content content = read_file(path);
    if (!content.fault.empty())
        return content.fault;
    return parse_credential(content.text).fault;
}

void check_keys(config& loaded) {
    for (const file_reference& file : loaded.files) {
        if (file.for_what != file_reference::purpose::key)
            continue;
        if (const std::string fault = key_fault(file.path); !fault.empty())
            loaded.faults.push_back(file.where + ": key file " + file.path + ": " + fault);
    }
}

/// Where the key decides on the API, it must decide for one that there is.
void check_apis(config& loaded) {
    for (const account_settings& account : loaded.settings.accounts) {
        const authorization& from = account.authorization;
        const bool in_file = from.from == authorization::source::file;
        const parsed_credential credential =
            parse_credential(in_file ? read_file(from.file).text : from.text);
        if (account.api == api_kind::automatic && is_management_key(credential.key))
            loaded.faults.push_back(
                "account " + account.tracking.account +
                ": its key is a management key, whose API v3 is not supported by this version");
    }
}

void check_certificates(config& loaded) {
    for (const account_settings& account : loaded.settings.accounts) {
        const tls_settings& tls = account.tls;
        if (tls.ca_file.empty() && tls.cert_file.empty())
            continue; // nothing of it can fail, and the system's authorities take their time
        if (const client_tls made = make_client_tls(tls); !made.context)
            loaded.faults.push_back("account " + account.tracking.account + ": " + made.fault);
    }
}

} // namespace

config load_configuration(const std::string& file) {
    config loaded = read_configuration(file);
    check_keys(loaded);
    if (!loaded.faults.empty())
        return loaded;
    check_apis(loaded);
    check_certificates(loaded);
    return loaded;
}

} // namespace balanced
