#pragma once
#include <balanced/core/level.hpp>
#include <balanced/core/token.hpp>

#include <optional>

// Which thresholds hold for a token: the defaults, or the first override that fits it.

namespace balanced {

/// What a token's balance is refilled to, and how often: as the API says, else as the first override that
/// names it. A period that the API sends and nobody knows ("none") is no reset, whatever an override says.
reset_rule reset_of(const token_record& token, const tracking_settings& settings);

/// In credits; absent where the balance kind does not apply: without a budget, for a sandbox token that no
/// override matches by its type, where it is switched off, and where a share's reset amount is unknown.
std::optional<credit_thresholds> credit_thresholds_for(const token_record& token,
                                                       const tracking_settings& settings);

/// Absent where the runway kind does not apply: as for the balance, by overrides that name the runway.
std::optional<runway_thresholds> runway_thresholds_for(const token_record& token,
                                                       const tracking_settings& settings);

/// `enabled` is false where the kind is switched off.
const expiry_thresholds& expiry_thresholds_for(const token_record& token, const tracking_settings& settings);

} // namespace balanced
