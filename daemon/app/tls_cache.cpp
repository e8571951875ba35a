#include <balanced/app/tls_cache.hpp>

#include <algorithm>
#include <utility>

namespace balanced {

client_tls tls_cache::load(const tls_settings& settings) {
    const std::array files{version_of(settings.ca_file), version_of(settings.cert_file),
                           version_of(settings.key_file)};
    const auto known = std::ranges::find(loaded_, settings, &entry::settings);
    if (known != loaded_.end() && known->files == files)
        return known->made;
    if (known != loaded_.end())
        loaded_.erase(known);
    client_tls made = make_client_tls(settings);
    if (made.context)
        loaded_.push_back({settings, files, made});
    return made;
}

} // namespace balanced
