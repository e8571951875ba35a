#include <balanced/app/account_key.hpp>
#include <balanced/format/credential.hpp>
#include <balanced/format/credential_expiry.hpp>
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

api_kind api_for(std::string_view key, api_kind wanted) {
    if (wanted != api_kind::automatic)
        return wanted;
    return is_management_key(key) ? api_kind::v3 : api_kind::v2;
}

} // namespace

std::variant<account_key, poll_failure> read_account_key(const authorization& from, api_kind wanted) {
    parsed_credential credential = read_credential(from);
    if (credential.fault.empty()) {
        account_key found;
        found.api = api_for(credential.key, wanted);
        found.expire = expiry_in_key(credential.key);
        found.key = std::move(credential.key);
        return found;
    }
    poll_failure failure{.reason = failure_reason::credentials, .detail = "the key " + credential.fault};
    if (from.from == authorization::source::file)
        failure.detail = from.file + ": " + credential.fault;
    return failure;
}

} // namespace balanced
