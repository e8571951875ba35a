#include <balanced/app/web_file.hpp>
#include <balanced/format/config_document.hpp>
#include <balanced/os/files.hpp>

namespace balanced {

web_file read_web_file(const std::string& path) {
    web_file found;
    if (path.empty())
        return found;
    const file_content content = read_file(path);
    if (!content.fault.empty()) {
        found.fault = path + ": " + content.fault;
        return found;
    }
    config_faults faults;
    const std::optional<config_node> document = parse_document(content.text, faults);
    if (!document) {
        const config_fault& first = *faults.begin();
        found.fault = place_in(path, first.where) + ": " + first.text;
        return found;
    }
    const config_entry* tls = find_entry(*document, "tls_server_config");
    found.serves_tls = tls != nullptr && !tls->value.value->entries.empty();
    if (found.serves_tls)
        found.demands_certificate =
            find_text(tls->value, "client_auth_type").value_or("").starts_with("Require");
    return found;
}

} // namespace balanced
