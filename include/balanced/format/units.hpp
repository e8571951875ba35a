#pragma once
#include <balanced/core/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Quantities as Prometheus writes them.

namespace balanced {

/// A Prometheus duration: `90s`, `1h30m`, `7d`, `0`. Units y w d h m s ms, largest first, each at most once.
std::optional<duration> parse_duration(std::string_view text);

/// The shortest Prometheus duration that means `span` (cut to milliseconds): `1h30m`, `0s`.
std::string format_duration(duration span);

/// A span as people say it: its two largest units, cut (`1d 23h`, `5m 3s`, `20d`), or `less than 1s`.
std::string humane_duration(double seconds);

/// `64MB` = 64 · 2^20 bytes; units B, KB, MB, GB, TB (KiB and so on mean the same).
std::optional<std::uint64_t> parse_size(std::string_view text);

/// `20%` as 0.2. Absent where it is not a finite number at or above 0 followed by `%`.
std::optional<double> parse_percentage(std::string_view text);

/// A number that reads back as the same double: fixed notation where it is readable, else with an exponent.
void append_number(std::string& out, double value);

} // namespace balanced
