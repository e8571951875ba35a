#pragma once
#include <balanced/core/snapshot.hpp>

#include <string>
#include <string_view>

// Accounts and tokens as JSON objects: those of `/api/v1/tokens`, which `once --output json` shares. Which of
// them are shown is not decided here.

namespace balanced {

/// Appends `{"name":…,"up":…,"last_poll":…,"last_successful_poll":…,"last_error":…,"tokens":…,"stale":…}`.
/// `up` is null until the first attempt has ended, and `last_error` while polls succeed.
void append_account_json(std::string& out, std::string_view account_name, const account_snapshot& account);

/// Appends a token of `account`. Times are RFC 3339; what is unknown, or too old to speak of, is null.
void append_token_json(std::string& out, std::string_view account_name, const account_snapshot& account,
                       const tracked_token& token);

} // namespace balanced
