#include <balanced/app/web_configuration.hpp>
#include <balanced/format/web_config.hpp>
#include <balanced/net/server_tls.hpp>
#include <balanced/os/files.hpp>

#include <algorithm>

namespace balanced {
namespace {

/// The file's text. Its version is noted before, so that one that is written meanwhile is read again.
file_content read_noted(const std::string& path, web_configuration& into) {
    into.files.emplace_back(path, version_of(path));
    return read_file(path);
}

void read_pem(pem_source& source, web_configuration& into) {
    if (source.path.empty())
        return;
    file_content content = read_noted(source.path, into);
    if (!content.fault.empty())
        into.faults.push_back(source.where + ": " + source.path + ": " + content.fault);
    source.text = std::move(content.text);
}

void load_tls(web_tls_settings& settings, web_configuration& into) {
    const std::size_t faults = into.faults.size();
    for (pem_source* source : {&settings.certificate, &settings.key, &settings.client_authorities})
        read_pem(*source, into);
    const bool complete = settings.certificate.is_given() && settings.key.is_given();
    if (!complete || into.faults.size() > faults)
        return;
    server_tls made = make_server_tls(settings);
    into.tls = std::move(made.context);
    into.faults.insert(into.faults.end(), made.faults.begin(), made.faults.end());
}

} // namespace

web_configuration load_web_config(const std::string& file) {
    web_configuration loaded;
    if (file.empty())
        return loaded;
    const file_content content = read_noted(file, loaded);
    if (!content.fault.empty()) {
        loaded.faults.push_back(file + ": " + content.fault);
        return loaded;
    }
    web_config parsed = parse_web_config(content.text, file);
    loaded.settings = std::move(parsed.settings);
    loaded.faults = std::move(parsed.faults);
    loaded.notes = std::move(parsed.notes);
    if (loaded.settings.tls)
        load_tls(*loaded.settings.tls, loaded);
    return loaded;
}

bool have_changed(const watched_files& files) {
    return std::ranges::any_of(files, [](const auto& file) { return version_of(file.first) != file.second; });
}

} // namespace balanced
