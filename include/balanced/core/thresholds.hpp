#pragma once
#include <balanced/core/level.hpp>
#include <balanced/core/token.hpp>

#include <optional>

// Which thresholds hold for a token: the defaults, or the first override that fits it.

namespace balanced {

/// In credits; absent where the balance kind does not apply: without a budget, for a sandbox token that no
/// override matches by its type, where it is switched off, and where a share's reset amount is unknown.
std::optional<credit_thresholds> credit_thresholds_for(const token_record& token,
                                                       const tracking_settings& settings);

/// `enabled` is false where the kind is switched off.
const expiry_thresholds& expiry_thresholds_for(const token_record& token, const tracking_settings& settings);

} // namespace balanced
