#include <balanced/app/tls_cache.hpp>

#include <algorithm>

namespace balanced {

client_tls tls_cache::load(const tls_settings& settings) {
    const auto known = std::ranges::find(loaded_, settings, [](const auto& entry) { return entry.first; });
    if (known != loaded_.end())
        return known->second;
    client_tls made = make_client_tls(settings);
    if (made.context)
        loaded_.emplace_back(settings, made);
    return made;
}

} // namespace balanced
