#pragma once
#include <balanced/core/time.hpp>

#include <cstddef>
#include <string>

// Quantities as people read them on a page: rounded, with separators, and never 0 for what is none.

namespace balanced {

/// `12,345`.
std::string readable_count(std::size_t count);

/// Credits: `1,234.50`, `0.0042`, `-3.00`, `1.2e+20`. Any double.
std::string readable_credits(double value);

/// A span of time in as few words as say it: `12 s`, `5 m`, `3 h 20 m`, `13 d`, `3 y`. Nothing is negative.
std::string readable_span(duration span);

/// `12 s ago`, `in 13 d`.
std::string readable_distance(time_point at, time_point now);

/// A date and time of day, in UTC: `2026-03-01 12:00:00 UTC`.
std::string readable_time(time_point at);

} // namespace balanced
