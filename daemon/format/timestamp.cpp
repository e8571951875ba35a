#include <balanced/format/timestamp.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <span>

namespace balanced {
namespace {

constexpr duration longest_wait = std::chrono::years(10);

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekdays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 7> long_weekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                        "Friday", "Saturday", "Sunday"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Reads a text from its front; each function takes what it names, or takes nothing and says so.
struct reader {
    std::string_view rest;

    bool take(std::string_view literal) {
        if (!rest.starts_with(literal))
            return false;
        rest.remove_prefix(literal.size());
        return true;
    }

    bool take_one_of(std::string_view characters) {
        if (rest.empty() || characters.find(rest.front()) == std::string_view::npos)
            return false;
        rest.remove_prefix(1);
        return true;
    }

    std::string_view take_digits() {
        const auto end = std::ranges::find_if_not(rest, is_digit);
        const std::string_view digits(rest.begin(), end);
        rest.remove_prefix(digits.size());
        return digits;
    }

    /// Exactly `digits` digits.
    bool take_number(std::size_t digits, int& value) {
        if (rest.size() < digits || !std::ranges::all_of(rest.substr(0, digits), is_digit))
            return false;
        std::from_chars(rest.data(), rest.data() + digits, value);
        rest.remove_prefix(digits);
        return true;
    }

    /// One of `words`, counted from 1.
    bool take_word(std::span<const std::string_view> words, int& value) {
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (take(words[i])) {
                value = static_cast<int>(i) + 1;
                return true;
            }
        }
        return false;
    }
};

struct date_and_time {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

bool take_time(reader& from, date_and_time& to) {
    return from.take_number(2, to.hour) && from.take(":") && from.take_number(2, to.minute) &&
           from.take(":") && from.take_number(2, to.second);
}

/// Second 60, a leap second, is the next minute's 0: Unix time has no other place for it.
std::optional<time_point> to_time(const date_and_time& from) {
    const std::chrono::year_month_day date(std::chrono::year(from.year),
                                           std::chrono::month(static_cast<unsigned>(from.month)),
                                           std::chrono::day(static_cast<unsigned>(from.day)));
    if (!date.ok() || from.hour > 23 || from.minute > 59 || from.second > 60)
        return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(from.hour) + std::chrono::minutes(from.minute) +
           std::chrono::seconds(from.second);
}

/// The digits behind a decimal point, cut to microseconds.
duration to_fraction(std::string_view digits) {
    std::int64_t microseconds = 0;
    for (std::size_t i = 0; i < 6; ++i)
        microseconds = microseconds * 10 + (i < digits.size() ? digits[i] - '0' : 0);
    return duration(microseconds);
}

/// `+02:00`, `+0200` or `+02`, wholly.
std::optional<duration> to_offset(std::string_view text) {
    reader from{text};
    const bool west = from.take("-");
    if (!west && !from.take("+"))
        return std::nullopt;
    int hours = 0;
    int minutes = 0;
    if (!from.take_number(2, hours))
        return std::nullopt;
    if (!from.rest.empty()) {
        from.take(":");
        if (!from.take_number(2, minutes))
            return std::nullopt;
    }
    if (!from.rest.empty() || hours > 23 || minutes > 59)
        return std::nullopt;
    const duration offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return west ? -offset : offset;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"
bool take_imf_fixdate(reader from, date_and_time& to) {
    int weekday = 0;
    return from.take_word(weekdays, weekday) && from.take(", ") && from.take_number(2, to.day) &&
           from.take(" ") && from.take_word(months, to.month) && from.take(" ") &&
           from.take_number(4, to.year) && from.take(" ") && take_time(from, to) && from.take(" GMT") &&
           from.rest.empty();
}

/// "Sunday, 06-Nov-94 08:49:37 GMT". Without a clock the two digits are read as most programs do, from 1970
/// to 2069.
bool take_rfc850_date(reader from, date_and_time& to) {
    int weekday = 0;
    const bool taken = from.take_word(long_weekdays, weekday) && from.take(", ") &&
                       from.take_number(2, to.day) && from.take("-") && from.take_word(months, to.month) &&
                       from.take("-") && from.take_number(2, to.year) && from.take(" ") &&
                       take_time(from, to) && from.take(" GMT") && from.rest.empty();
    to.year += to.year >= 70 ? 1900 : 2000;
    return taken;
}

/// "Sun Nov  6 08:49:37 1994"
bool take_asctime_date(reader from, date_and_time& to) {
    int weekday = 0;
    if (!from.take_word(weekdays, weekday) || !from.take(" ") || !from.take_word(months, to.month) ||
        !from.take(" "))
        return false;
    const std::size_t day_digits = from.take(" ") ? 1 : 2;
    return from.take_number(day_digits, to.day) && from.take(" ") && take_time(from, to) && from.take(" ") &&
           from.take_number(4, to.year) && from.rest.empty();
}

/// Seconds, whole or fractional; a number beyond all bounds is the longest wait.
std::optional<duration> to_seconds(std::string_view text) {
    reader from{text};
    const std::string_view whole = from.take_digits();
    std::string_view fraction;
    if (from.take(".") && (fraction = from.take_digits()).empty())
        return std::nullopt;
    if (whole.empty() || !from.rest.empty())
        return std::nullopt;
    std::uint32_t seconds = 0;
    const auto read = std::from_chars(whole.data(), whole.data() + whole.size(), seconds);
    if (read.ec != std::errc())
        return longest_wait;
    return std::min(longest_wait, std::chrono::seconds(seconds) + to_fraction(fraction));
}

void append_number(std::string& out, std::int64_t value, std::size_t width) {
    const std::string digits = std::to_string(value);
    out.append(width - std::min(width, digits.size()), '0');
    out += digits;
}

/// "08:49:37"
template <class Duration>
void append_time(std::string& out, const std::chrono::hh_mm_ss<Duration>& time) {
    append_number(out, time.hours().count(), 2);
    out += ':';
    append_number(out, time.minutes().count(), 2);
    out += ':';
    append_number(out, time.seconds().count(), 2);
}

} // namespace

std::optional<parsed_time> parse_date_time(std::string_view text) {
    reader from{text};
    date_and_time read;
    if (!from.take_number(4, read.year) || !from.take("-") || !from.take_number(2, read.month) ||
        !from.take("-") || !from.take_number(2, read.day) || !from.take_one_of("Tt ") ||
        !take_time(from, read))
        return std::nullopt;
    duration fraction{};
    if (from.take(".")) {
        const std::string_view digits = from.take_digits();
        if (digits.empty() || digits.size() > 9)
            return std::nullopt;
        fraction = to_fraction(digits);
    }
    const auto local = to_time(read);
    if (!local)
        return std::nullopt;
    if (from.rest.empty())
        return parsed_time{*local + fraction, true};
    const auto offset = from.rest == "Z" || from.rest == "z" ? duration{} : to_offset(from.rest);
    if (!offset)
        return std::nullopt;
    return parsed_time{*local + fraction - *offset, false};
}

std::string format_http_date(time_point at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    std::string text(weekdays[std::chrono::weekday(day).iso_encoding() - 1]);
    text += ", ";
    append_number(text, unsigned(date.day()), 2);
    text += ' ';
    text.append(months[unsigned(date.month()) - 1]).append(" ");
    append_number(text, int(date.year()), 4);
    text += ' ';
    append_time(text, std::chrono::hh_mm_ss(std::chrono::floor<std::chrono::seconds>(at - day)));
    text += " GMT";
    return text;
}

std::optional<time_point> parse_http_date(std::string_view text) {
    const reader from{text};
    for (const auto take : {take_imf_fixdate, take_rfc850_date, take_asctime_date}) {
        date_and_time read;
        if (take(from, read))
            return to_time(read);
    }
    return std::nullopt;
}

std::optional<duration> parse_retry_after(std::string_view text, time_point now) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return std::nullopt;
    text = text.substr(first, text.find_last_not_of(" \t") - first + 1);
    if (const auto date = parse_http_date(text))
        return std::clamp(*date - now, duration{}, longest_wait);
    return to_seconds(text);
}

std::string format_rfc3339(time_point at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::milliseconds>(at - day));
    std::string text;
    append_number(text, int(date.year()), 4);
    text += '-';
    append_number(text, unsigned(date.month()), 2);
    text += '-';
    append_number(text, unsigned(date.day()), 2);
    text += 'T';
    append_time(text, time);
    text += '.';
    append_number(text, time.subseconds().count(), 3);
    text += 'Z';
    return text;
}

} // namespace balanced
