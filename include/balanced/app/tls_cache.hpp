#pragma once
#include <balanced/net/tls.hpp>

#include <memory>
#include <mutex>
#include <vector>

// TLS contexts, one for each distinct configuration: the system's authorities cost 20 ms and 1.5 MiB each
// time.

namespace balanced {

class tls_cache {
public:
    tls_cache();
    ~tls_cache();
    tls_cache(const tls_cache&) = delete;
    tls_cache& operator=(const tls_cache&) = delete;

    /// The context of those settings, made anew where one of the files that they name has changed. From any
    /// thread: those who want the same wait for each other, and for nobody else.
    client_tls load(const tls_settings& settings);

private:
    struct entry;
    std::shared_ptr<entry> entry_for(const tls_settings& settings);

    std::mutex mutex_;
    std::vector<std::shared_ptr<entry>> entries_;
};

} // namespace balanced
