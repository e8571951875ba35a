#pragma once
#include <balanced/format/config.hpp>

#include <string>

// The configuration with the files that it names, checked as far as it can be without asking the API.

namespace balanced {

/// Reads `file`, or the environment where `file` is empty, and every key and certificate file named there: a
/// file that cannot be used is one more fault.
config load_configuration(const std::string& file);

} // namespace balanced
