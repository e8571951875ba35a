#include <balanced/app/configuration.hpp>
#include <balanced/core/shard.hpp>
#include <balanced/format/config_values.hpp>
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
    config loaded;
    if (content.fault.empty())
        loaded = parse_config(content.text, file, variable);
    else
        loaded.faults.push_back(file + ": " + content.fault);
    loaded.content = content.text + content.fault;
    return loaded;
}

std::string key_fault(const file_reference& file) {
    const file_content content = read_file(file.path);
    if (!content.fault.empty())
        return content.fault;
    return parse_credential(content.text).fault;
}

std::string tls_fault(tls_settings settings) {
    // The system's authorities cannot be wrong, and take their time.
    settings.insecure_skip_verify = true;
    return make_client_tls(settings).fault;
}

/// What is wrong with a file; `certificate` is the one that was named last, which a private key belongs to.
std::string file_fault(const file_reference& file, const std::string& certificate) {
    tls_settings tls;
    switch (file.for_what) {
    case file_reference::purpose::key: {
        // A key that was put in the place of its file's name must not be shown.
        const std::string fault = key_fault(file);
        return fault.empty() ? fault : "key file" + shown(file.path) + ": " + fault;
    }
    case file_reference::purpose::ca_certificates:
        tls.ca_file = file.path;
        return tls_fault(std::move(tls));
    case file_reference::purpose::certificate: {
        const std::string fault = read_file(file.path).fault;
        return fault.empty() ? fault : file.path + ": " + fault;
    }
    case file_reference::purpose::private_key:
        break;
    }
    tls.cert_file = certificate;
    tls.key_file = file.path;
    return read_file(certificate).fault.empty() ? tls_fault(std::move(tls)) : std::string();
}

void check_files(config& loaded) {
    std::string certificate;
    for (const file_reference& file : loaded.files) {
        if (file.for_what == file_reference::purpose::certificate)
            certificate = file.path;
        if (const std::string fault = file_fault(file, certificate); !fault.empty())
            loaded.faults.push_back(file.where + ": " + fault);
    }
}

} // namespace

config load_configuration(const options& options, const std::shared_ptr<const reset_calendar>& calendar) {
    config loaded = read_configuration(options.config_file);
    check_files(loaded);
    std::erase_if(loaded.settings.accounts, [&](const account_settings& account) {
        return shard_of(account.tracking.account, options.total_shards) != options.shard;
    });
    for (account_settings& account : loaded.settings.accounts)
        account.tracking.calendar = calendar;
    return loaded;
}

std::string read_configuration_content(const std::string& file) {
    if (file.empty())
        return {};
    const file_content content = read_file(file);
    return content.text + content.fault;
}

} // namespace balanced
