#pragma once
#include <balanced/core/settings.hpp>
#include <balanced/format/config_keys.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

// What a value of the configuration must look like, one by one; quoted or not makes no difference. The
// environment's variables are of the same types.

namespace balanced {

/// `true`, `on`, `yes` and their opposites, in small letters, capitals or Capitalised (YAML 1.1).
std::optional<bool> parse_flag(std::string_view text);

/// `10`, `0.5` or `20%`: at or above 0, a share at most 100%.
std::optional<credit_amount> parse_credits(std::string_view text);

/// `100` or `0.5`: above 0.
std::optional<double> parse_amount(std::string_view text);

/// `daily`, `weekly` or `monthly`.
std::optional<reset_period> parse_period(std::string_view text);

/// `10%` as 0.1, or a plain 0; at most 1000%.
std::optional<double> parse_hysteresis(std::string_view text);

std::optional<tls_version> parse_tls_version(std::string_view text);

/// `auto`, `v2`, `v3` or `self`.
std::optional<api_kind> parse_api(std::string_view text);

/// What every value of a type is: "must be a duration like 90s".
std::string_view requirement(config_type type);

/// Why `text` is no value of a scalar type; empty where it is good. Shows a value only
/// where that cannot be a secret.
std::string value_fault(config_type type, std::string_view text);

/// In quotes after a space, for a fault; empty for what may be a secret.
std::string shown(std::string_view text);

/// ` (did you mean "…"?)`, empty where no known name is near.
std::string did_you_mean(std::string_view wrong, std::span<const std::string_view> known);

} // namespace balanced
