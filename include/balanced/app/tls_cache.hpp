#pragma once
#include <balanced/net/tls.hpp>
#include <balanced/os/file_version.hpp>

#include <array>
#include <memory>
#include <vector>

// TLS contexts, one for each distinct configuration: the system's authorities cost 20 ms and 1.5 MiB each
// time.

namespace balanced {

/// Belongs to the worker thread.
class tls_cache {
public:
    /// The context of those settings, made anew where one of the files that they name has changed.
    client_tls load(const tls_settings& settings);

private:
    struct entry {
        tls_settings settings;
        std::array<file_version, 3> files; ///< what it was made of
        client_tls made;
    };
    std::vector<entry> loaded_;
};

} // namespace balanced
