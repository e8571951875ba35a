#pragma once
#include <cstdint>
#include <string>

// Which content a path leads to, as far as the file system tells without reading it: enough to see that a
// file was written, replaced, or swapped by a symbolic link on its way (a Kubernetes volume).

namespace balanced {

/// All zero where there is no file.
struct file_version {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t size = 0;
    std::int64_t modified = 0; ///< nanoseconds
    std::int64_t changed = 0;  ///< nanoseconds
    bool operator==(const file_version&) const = default;
};

/// Follows links. An empty path has no file.
file_version version_of(const std::string& path);

} // namespace balanced
