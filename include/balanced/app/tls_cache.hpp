#pragma once
#include <balanced/net/tls.hpp>

#include <memory>
#include <utility>
#include <vector>

// TLS contexts, one for each distinct configuration: the system's authorities cost 20 ms and 1.5 MiB each
// time.

namespace balanced {

/// Belongs to the worker thread.
class tls_cache {
public:
    client_tls load(const tls_settings& settings);

private:
    std::vector<std::pair<tls_settings, client_tls>> loaded_;
};

} // namespace balanced
