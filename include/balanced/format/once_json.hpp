#pragma once
#include <balanced/format/once_report.hpp>

#include <string>

// What `once --output json` prints: one object on one line, whose accounts and tokens are spelled as those of
// `/api/v1/tokens`.

namespace balanced {

/// `{"status":"critical","summary":…,"faults":[],"accounts":[…],"tokens":[…]}`. Tokens are in the report's
/// order; times are RFC 3339; what is unknown is null.
std::string once_json(const once_report& report);

/// Likewise where nothing could be polled: only status, summary and faults have something to say.
std::string once_fault_json(std::span<const std::string> faults);

} // namespace balanced
