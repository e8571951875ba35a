#include <balanced/format/negotiation.hpp>
#include <balanced/format/small_letter.hpp>
#include <balanced/format/trimmed.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace balanced {
namespace {

/// One member of a field's list: what it names, and the two parameters that count here.
struct preference {
    std::string_view what;
    std::string_view version;
    double quality = 1;
};

constexpr std::string_view optional_white_space = " \t"; // RFC 9110 §5.6.3

/// Takes what stands before the next `separator` that is not within a quoted string.
std::string_view take_until(char separator, std::string_view& rest) {
    bool quoted = false;
    std::size_t end = 0;
    for (; end < rest.size() && (quoted || rest[end] != separator); ++end) {
        if (rest[end] == '"')
            quoted = !quoted;
        else if (quoted && rest[end] == '\\')
            ++end;
    }
    end = std::min(end, rest.size());
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return trimmed(taken, optional_white_space);
}

/// A quality value, from 0 to 1 (RFC 9110 §12.4.2).
std::optional<double> to_quality(std::string_view text) {
    if (text.empty() || text.front() < '0' || text.front() > '1')
        return std::nullopt;
    double quality = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, quality, std::chars_format::fixed);
    if (read.ec != std::errc() || read.ptr != end || quality > 1)
        return std::nullopt;
    return quality;
}

std::string_view unquoted(std::string_view text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        return text.substr(1, text.size() - 2);
    return text;
}

/// Absent where the member is malformed: it is then as good as not sent.
std::optional<preference> to_preference(std::string_view member) {
    preference read;
    read.what = take_until(';', member);
    if (read.what.empty())
        return std::nullopt;
    while (!member.empty()) {
        std::string_view value = take_until(';', member);
        const std::string_view name = take_until('=', value);
        if (same_word(name, "version")) {
            read.version = unquoted(trimmed(value, optional_white_space));
        } else if (same_word(name, "q")) {
            const auto quality = to_quality(trimmed(value, optional_white_space));
            if (!quality)
                return std::nullopt;
            read.quality = *quality;
        }
    }
    return read;
}

/// Calls `each` with every well-formed member of a list field.
template <class Each>
void for_each_preference(std::string_view field, Each each) {
    while (!field.empty()) {
        if (const auto read = to_preference(take_until(',', field)))
            each(*read);
    }
}

/// How gladly a client takes one format. What names it more precisely decides; of equals, the best.
struct wish {
    int precision = 0; ///< 0 = not mentioned
    double quality = 0;
    int place = 0; ///< in the client's list

    void consider(int with_precision, double with_quality, int at_place) {
        if (with_precision > precision || (with_precision == precision && with_quality > quality))
            *this = {with_precision, with_quality, at_place};
    }
};

/// How precisely a media range names the text format 0.0.4; 0 = not at all.
int precision_for_text(const preference& range) {
    if (same_word(range.what, "*/*"))
        return 1;
    if (same_word(range.what, "text/*"))
        return 2;
    const bool fits = range.version.empty() || range.version == "0.0.4";
    return same_word(range.what, "text/plain") && fits ? 3 : 0;
}

/// Wildcards never mean OpenMetrics: only a client that names it is known to read it. Version 0.0.1 was 1.0's
/// name while it was a draft, and its readers read 1.0.
int precision_for_openmetrics(const preference& range) {
    const bool fits = range.version.empty() || range.version == "1.0.0" || range.version == "0.0.1";
    return same_word(range.what, "application/openmetrics-text") && fits ? 3 : 0;
}

} // namespace

exposition_format negotiate_format(std::string_view accept) {
    wish text;
    wish openmetrics;
    int place = 0;
    for_each_preference(accept, [&](const preference& range) {
        ++place;
        if (const int precision = precision_for_text(range))
            text.consider(precision, range.quality, place);
        if (const int precision = precision_for_openmetrics(range))
            openmetrics.consider(precision, range.quality, place);
    });
    if (openmetrics.quality != text.quality)
        return openmetrics.quality > text.quality ? exposition_format::openmetrics : exposition_format::text;
    if (openmetrics.quality == 0)
        return exposition_format::text;
    // Between equals a name beats a wildcard, then the order of the client's list decides.
    const bool gladly = openmetrics.precision != text.precision ? openmetrics.precision > text.precision
                                                                : openmetrics.place < text.place;
    return gladly ? exposition_format::openmetrics : exposition_format::text;
}

bool accepts_gzip(std::string_view accept_encoding) {
    wish gzip;
    wish identity;
    for_each_preference(accept_encoding, [&](const preference& coding) {
        if (same_word(coding.what, "*")) {
            gzip.consider(1, coding.quality, 0);
            identity.consider(1, coding.quality, 0);
        } else if (same_word(coding.what, "gzip") || same_word(coding.what, "x-gzip")) {
            gzip.consider(2, coding.quality, 0);
        } else if (same_word(coding.what, "identity")) {
            identity.consider(2, coding.quality, 0);
        }
    });
    return gzip.quality > 0 && gzip.quality >= identity.quality;
}

} // namespace balanced
