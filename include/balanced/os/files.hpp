#pragma once
#include <cstddef>
#include <string>

// Reading small files: configurations and keys.

namespace balanced {

struct file_content {
    std::string text;
    std::string fault; ///< why it could not be read ("No such file or directory"); empty where it could
};

/// The whole of a file of at most `limit` bytes. A larger one, or a directory, is a fault.
file_content read_file(const std::string& path, std::size_t limit = 1 << 20);

} // namespace balanced
