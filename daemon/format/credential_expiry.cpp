#include <balanced/format/credential_expiry.hpp>
#include <balanced/format/timestamp.hpp>

#include <boost/json/parse.hpp>

#include <cmath>
#include <cstdint>
#include <string>

namespace balanced {
namespace {

namespace json = boost::json;

/// The value of a digit of base64url (RFC 4648 §5); absent where it is none.
std::optional<std::uint32_t> digit_value(char c) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const auto at = digits.find(c);
    return at == std::string_view::npos ? std::nullopt : std::optional(static_cast<std::uint32_t>(at));
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const auto value = digit_value(c);
        if (!value)
            return std::nullopt;
        bits = (bits << 6U) | *value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>((bits >> count) & 0xFFU);
        }
    }
    return bytes;
}

/// The second of exactly three parts between points, none of them empty.
std::optional<std::string_view> payload_of(std::string_view key) {
    const auto first = key.find('.');
    if (first == std::string_view::npos || first == 0)
        return std::nullopt;
    const auto second = key.find('.', first + 1);
    if (second == std::string_view::npos || second == first + 1 || second + 1 == key.size() ||
        key.find('.', second + 1) != std::string_view::npos)
        return std::nullopt;
    return key.substr(first + 1, second - first - 1);
}

std::optional<json::object> parse_object(std::string_view text) {
    json::error_code ec;
    const json::parse_options liberal{.allow_invalid_utf8 = true};
    const json::value parsed = json::parse(text, ec, {}, liberal);
    return !ec && parsed.is_object() ? std::optional(parsed.as_object()) : std::nullopt;
}

constexpr time_point year_10000{std::chrono::sys_days(std::chrono::year(10000) / 1 / 1)};

std::optional<time_point> to_time(double seconds) {
    if (!(seconds > 0 && seconds < unix_seconds(year_10000)))
        return std::nullopt;
    return time_point(duration(std::llround(seconds * 1e6)));
}

/// A date and time, or Unix time.
std::optional<time_point> to_time(const json::value& value) {
    if (const auto* text = value.if_string()) {
        const auto read = parse_date_time(std::string_view(text->data(), text->size()));
        return read ? std::optional(read->time) : std::nullopt;
    }
    json::error_code ec;
    const auto seconds = value.to_number<double>(ec);
    return ec ? std::nullopt : to_time(seconds);
}

std::optional<time_point> read_time(const json::object& from, std::string_view name) {
    const json::value* found = from.if_contains(name);
    const auto time = found != nullptr ? to_time(*found) : std::nullopt;
    return time && *time < year_10000 ? time : std::nullopt;
}

} // namespace

std::optional<time_point> expiry_in_key(std::string_view key) {
    const auto encoded = payload_of(key);
    const auto payload = encoded ? from_base64url(*encoded) : std::nullopt;
    const auto claims = payload ? parse_object(*payload) : std::nullopt;
    // A claim is a number, never a date as text.
    const json::value* exp = claims ? claims->if_contains("exp") : nullptr;
    return exp != nullptr && exp->is_number() ? read_time(*claims, "exp") : std::nullopt;
}

std::optional<key_description> parse_key_description(std::string_view body) {
    const auto said = parse_object(body);
    if (!said)
        return std::nullopt;
    const auto expire = read_time(*said, "expire_time");
    return key_description{expire ? expire : read_time(*said, "expires_at")};
}

} // namespace balanced
