#pragma once
#include <string>
#include <string_view>

// What this build is.

namespace balanced {

std::string_view version();
std::string_view revision(); ///< of the source; empty where it was not built from a checkout
std::string_view compiler(); ///< "g++ 12.2.0"

/// What --version prints.
std::string version_text();

/// The User-Agent of every request: "edenai-balanced/VERSION".
std::string user_agent();

} // namespace balanced
