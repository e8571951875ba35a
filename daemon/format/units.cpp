#include <balanced/format/units.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>

namespace balanced {
namespace {

struct unit {
    std::string_view name;
    std::uint64_t size;
};

/// In milliseconds.
constexpr std::array<unit, 7> duration_units{{{"y", 365ULL * 86'400'000},
                                              {"w", 7ULL * 86'400'000},
                                              {"d", 86'400'000},
                                              {"h", 3'600'000},
                                              {"m", 60'000},
                                              {"s", 1000},
                                              {"ms", 1}}};

/// About 292 years, Prometheus' own limit: as nanoseconds it still fits 64 bits.
constexpr std::uint64_t longest = std::numeric_limits<std::int64_t>::max() / 1'000'000;

constexpr std::array<unit, 9> size_units{{{"B", 1},
                                          {"KB", 1ULL << 10},
                                          {"KiB", 1ULL << 10},
                                          {"MB", 1ULL << 20},
                                          {"MiB", 1ULL << 20},
                                          {"GB", 1ULL << 30},
                                          {"GiB", 1ULL << 30},
                                          {"TB", 1ULL << 40},
                                          {"TiB", 1ULL << 40}}};

/// Takes digits from the front of `text`; absent where there are none, or too many.
std::optional<std::uint64_t> take_integer(std::string_view& text) {
    std::uint64_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc())
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

std::string_view take_letters(std::string_view& text) {
    const std::string_view letters = text.substr(0, text.find_first_of("0123456789"));
    text.remove_prefix(letters.size());
    return letters;
}

} // namespace

std::optional<duration> parse_duration(std::string_view text) {
    if (text == "0")
        return duration{};
    if (text.empty())
        return std::nullopt;
    std::uint64_t total = 0;
    const auto* next = duration_units.begin();
    while (!text.empty()) {
        const auto count = take_integer(text);
        const auto* found =
            std::find_if(next, duration_units.end(), [name = take_letters(text)](const unit& candidate) {
                return candidate.name == name;
            });
        if (!count || found == duration_units.end() || *count > (longest - total) / found->size)
            return std::nullopt;
        total += *count * found->size;
        next = found + 1;
    }
    return std::chrono::milliseconds(total);
}

std::string format_duration(duration span) {
    const auto signed_total = std::chrono::duration_cast<std::chrono::milliseconds>(span).count();
    if (signed_total == 0)
        return "0s";
    auto rest = signed_total < 0 ? 0 - static_cast<std::uint64_t>(signed_total)
                                 : static_cast<std::uint64_t>(signed_total);
    std::string text = signed_total < 0 ? "-" : "";
    for (const auto& [name, size] : duration_units) {
        // Years and weeks only where nothing is left: 8d, not 1w1d.
        const bool whole_only = name == "y" || name == "w";
        if (rest < size || (whole_only && rest % size != 0))
            continue;
        text.append(std::to_string(rest / size)).append(name);
        rest %= size;
    }
    return text;
}

std::string humane_duration(double seconds) {
    struct unit {
        std::int64_t seconds;
        char letter;
    };
    constexpr std::array<unit, 4> said{{{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}}};
    if (!(seconds >= 1))
        return "less than 1s";
    constexpr double countable = 1e15; // what is longer need not be exact, only a number
    auto left = static_cast<std::int64_t>(std::min(seconds, countable));
    std::string text;
    int written = 0;
    for (const auto& [size, letter] : said) {
        const auto count = left / size;
        left %= size;
        if (written == 2 || (count == 0 && written == 0))
            continue;
        ++written;
        if (count > 0)
            text.append(text.empty() ? "" : " ").append(std::to_string(count)).append(1, letter);
    }
    return text;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    const auto count = take_integer(text);
    const auto* found = std::ranges::find(size_units, text, &unit::name);
    if (!count || found == size_units.end() ||
        *count > std::numeric_limits<std::uint64_t>::max() / found->size)
        return std::nullopt;
    return *count * found->size;
}

std::optional<double> parse_percentage(std::string_view text) {
    if (!text.ends_with('%') || text.starts_with('-'))
        return std::nullopt;
    text.remove_suffix(1);
    double value = 0;
    const auto [end, ec] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (ec != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value / 100;
}

void append_number(std::string& out, double value) {
    if (std::isnan(value)) {
        out += "NaN";
        return;
    }
    if (std::isinf(value)) {
        out += value > 0 ? "+Inf" : "-Inf";
        return;
    }
    const double size = std::abs(value);
    const bool readable = size == 0 || (size >= 1e-4 && size < 1e17);
    std::array<char, 64> digits{}; // a sign, 17 digits, a point, leading zeros, an exponent
    const auto [end, ec] = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                         readable ? std::chars_format::fixed : std::chars_format::scientific);
    out.append(digits.data(), end);
}

} // namespace balanced
