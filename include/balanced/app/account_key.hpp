#pragma once
#include <balanced/core/failure.hpp>
#include <balanced/core/settings.hpp>
#include <balanced/net/token_api.hpp>

#include <variant>

// The key that an account is polled with, as it is now, and the API that it is for: a key that was rotated is
// taken without a reload.

namespace balanced {

/// The key, or the failed poll that its absence is; `wanted` is the API that is configured. Reads a file: not
/// on the event loop.
std::variant<account_key, poll_failure> read_account_key(const authorization& from, api_kind wanted);

} // namespace balanced
