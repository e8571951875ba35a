#pragma once
#include <balanced/core/time.hpp>

#include <optional>
#include <string>
#include <string_view>

// Dates as text: RFC 3339 and its looser relatives, HTTP dates, Retry-After.

namespace balanced {

struct parsed_time {
    time_point time;
    bool zoneless = false; ///< no zone was given; taken as UTC
};

/// A date and time as the API may send it: `T` or a space between, 0 to 9 fraction digits (cut to
/// microseconds), `Z`, `+02:00`, `+0200` or no zone. Absent where it is none.
std::optional<parsed_time> parse_date_time(std::string_view text);

/// An HTTP date in one of the three forms of RFC 9110 §5.6.7.
std::optional<time_point> parse_http_date(std::string_view text);

/// The form of those that is written today: Sun, 06 Nov 1994 08:49:37 GMT.
std::string format_http_date(time_point at);

/// Retry-After (RFC 9110 §10.2.3): an HTTP date or seconds, whole or, as the API sends them, fractional.
/// Never negative.
std::optional<duration> parse_retry_after(std::string_view text, time_point now);

/// RFC 3339 in UTC with milliseconds: 2026-03-01T12:00:00.000Z.
std::string format_rfc3339(time_point at);

} // namespace balanced
