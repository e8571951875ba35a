#include <balanced/app/account_key.hpp>
#include <balanced/format/credential.hpp>
#include <balanced/os/files.hpp>

#include <utility>

namespace balanced {
namespace {

parsed_credential read_credential(const authorization& from) {
    if (from.from == authorization::source::inline_text)
        return parse_credential(from.text);
    const file_content content = read_file(from.file);
    return content.fault.empty() ? parse_credential(content.text) : parsed_credential{{}, content.fault};
}

} // namespace

std::variant<std::string, poll_failure> read_account_key(const account_settings& settings) {
    parsed_credential credential = read_credential(settings.authorization);
    if (credential.fault.empty() && settings.api == api_kind::automatic && is_management_key(credential.key))
        credential.fault = "is a management key, whose API v3 is not supported by this version";
    if (credential.fault.empty())
        return std::move(credential.key);
    poll_failure failure{.reason = failure_reason::credentials, .detail = "the key " + credential.fault};
    if (settings.authorization.from == authorization::source::file)
        failure.detail = settings.authorization.file + ": " + credential.fault;
    return failure;
}

} // namespace balanced
