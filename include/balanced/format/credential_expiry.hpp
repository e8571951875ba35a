#pragma once
#include <balanced/core/time.hpp>

#include <optional>
#include <string_view>

// When an account's own key ends: what the key says of itself, or what the API says of it. Neither is proof
// of anything: no signature is looked at.

namespace balanced {

/// The `exp` claim of a key that is a JWT (RFC 7519 §4.1.4). Absent where the key is none, or has none.
std::optional<time_point> expiry_in_key(std::string_view key);

/// What `whoami` says of a management key.
struct key_description {
    std::optional<time_point> expire; ///< absent where it does not say, or the key does not end
};

/// `expire_time`, else `expires_at`: a date and time, or Unix time. Absent where the body is no JSON object.
std::optional<key_description> parse_key_description(std::string_view body);

} // namespace balanced
