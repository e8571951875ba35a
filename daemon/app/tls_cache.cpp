#include <balanced/app/tls_cache.hpp>
#include <balanced/os/file_version.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace balanced {

struct tls_cache::entry {
    explicit entry(tls_settings of)
        : settings(std::move(of)) {}

    const tls_settings settings;
    std::mutex mutex{};
    std::array<file_version, 3> files{}; ///< what it was made of
    client_tls made{};
};

tls_cache::tls_cache() = default;
tls_cache::~tls_cache() = default;

std::shared_ptr<tls_cache::entry> tls_cache::entry_for(const tls_settings& settings) {
    const std::lock_guard lock(mutex_);
    const auto known =
        std::ranges::find_if(entries_, [&](const auto& one) { return one->settings == settings; });
    return known != entries_.end() ? *known : entries_.emplace_back(std::make_shared<entry>(settings));
}

client_tls tls_cache::load(const tls_settings& settings) {
    const std::shared_ptr<entry> one = entry_for(settings);
    const std::lock_guard lock(one->mutex);
    const std::array files{version_of(settings.ca_file), version_of(settings.cert_file),
                           version_of(settings.key_file)};
    if (!one->made.context || one->files != files) {
        one->files = files;
        one->made = make_client_tls(settings);
    }
    return one->made;
}

} // namespace balanced
