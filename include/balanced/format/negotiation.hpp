#pragma once
#include <balanced/format/exposition.hpp>

#include <string_view>

// Content negotiation (RFC 9110 §12.5) for what the daemon can serve.

namespace balanced {

/// OpenMetrics 1.0 where `accept` prefers it by its q-values, else text 0.0.4. Never fails: an `Accept` that
/// allows neither gets the text format.
exposition_format negotiate_format(std::string_view accept);

/// Whether `accept_encoding` allows gzip at least as gladly as the plain body.
bool accepts_gzip(std::string_view accept_encoding);

} // namespace balanced
