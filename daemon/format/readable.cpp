#include <balanced/format/readable.hpp>
#include <balanced/format/runway_text.hpp>
#include <balanced/format/timestamp.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace balanced {
namespace {

constexpr double smallest_of_two_decimals = 0.1;
constexpr double smallest_fixed = 1e-6;
constexpr double largest_fixed = 1e15;

/// Puts commas into the digits before the point.
void separate_thousands(std::string& number) {
    const std::size_t first = number.starts_with('-') ? 1 : 0;
    std::size_t at = std::min(number.find('.'), number.size());
    while (at > first + 3) {
        at -= 3;
        number.insert(at, 1, ',');
    }
}

std::string digits_of(double value, std::chars_format format, int precision) {
    std::array<char, 64> digits{};
    const auto [end, ec] =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, format, precision);
    return {digits.data(), end};
}

} // namespace

std::string readable_count(std::size_t count) {
    std::string text = std::to_string(count);
    separate_thousands(text);
    return text;
}

std::string readable_credits(double value) {
    const double size = std::abs(value);
    if (size == 0)
        return "0.00"; // a negative zero too
    if (size < smallest_fixed || size >= largest_fixed || !std::isfinite(value))
        return digits_of(value, std::chars_format::general, 2);
    if (size < smallest_of_two_decimals)
        return digits_of(value, std::chars_format::fixed, 1 - static_cast<int>(std::floor(std::log10(size))));
    std::string text = digits_of(value, std::chars_format::fixed, 2);
    separate_thousands(text);
    return text;
}

std::string readable_span(duration span) {
    using std::chrono::days;
    using std::chrono::years;
    if (span < std::chrono::minutes(1))
        return std::to_string(
                   std::max<std::int64_t>(0, std::chrono::floor<std::chrono::seconds>(span).count())) +
               " s";
    if (span >= 2 * years(1))
        return std::to_string(std::chrono::floor<years>(span).count()) + " y";
    if (span >= days(2))
        return std::to_string(std::chrono::floor<days>(span).count()) + " d";
    return spaced_duration(span);
}

std::string readable_distance(time_point at, time_point now) {
    return at > now ? "in " + readable_span(at - now) : readable_span(now - at) + " ago";
}

std::string readable_time(time_point at) {
    constexpr std::size_t date = 10;
    constexpr std::size_t time_of_day = 8;
    const std::string text = format_rfc3339(at);
    return text.substr(0, date) + " " + text.substr(date + 1, time_of_day) + " UTC";
}

} // namespace balanced
