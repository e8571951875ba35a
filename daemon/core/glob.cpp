#include <balanced/core/glob.hpp>

#include <cstddef>
#include <optional>

namespace balanced {
namespace {

struct character {
    char32_t code;
    std::size_t length; ///< bytes
};

/// The character at the front of `text`, which is not empty. A byte that begins none stands for itself.
character front(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = first < 0xC0 ? 1U : first < 0xE0 ? 2U : first < 0xF0 ? 3U : 4U;
    if (length == 1 || length > text.size())
        return {first, 1};
    char32_t code = first & (0xFFU >> (length + 1));
    for (const char byte : text.substr(1, length - 1))
        code = (code << 6U) | (static_cast<unsigned char>(byte) & 0x3FU);
    return {code, length};
}

char32_t take(std::string_view& text) {
    const auto [code, length] = front(text);
    text.remove_prefix(length);
    return code;
}

struct set_match {
    bool matched;
    std::string_view rest; ///< of the pattern, behind the set
};

/// Matches `wanted` against the set that `pattern` begins with, `[` included. Absent where no `]` closes it.
/// A `]` that comes first is a member of the set (POSIX 2.13.1).
std::optional<set_match> match_set(std::string_view pattern, char32_t wanted) {
    pattern.remove_prefix(1);
    const bool negated = pattern.starts_with('!') || pattern.starts_with('^');
    if (negated)
        pattern.remove_prefix(1);
    bool found = false;
    for (bool first = true; !pattern.empty(); first = false) {
        if (pattern.front() == ']' && !first)
            return set_match{found != negated, pattern.substr(1)};
        const char32_t low = take(pattern);
        char32_t high = low;
        if (pattern.size() >= 2 && pattern[0] == '-' && pattern[1] != ']') {
            pattern.remove_prefix(1);
            high = take(pattern);
        }
        found = found || (low <= wanted && wanted <= high);
    }
    return std::nullopt;
}

/// The pattern behind its first element where that element fits `wanted`; absent where it does not.
std::optional<std::string_view> match_one(std::string_view pattern, char32_t wanted) {
    if (pattern.empty())
        return std::nullopt;
    if (pattern.front() == '[') {
        if (const auto set = match_set(pattern, wanted))
            return set->matched ? std::optional(set->rest) : std::nullopt;
    }
    const bool any = pattern.front() == '?';
    const char32_t literal = take(pattern);
    return any || literal == wanted ? std::optional(pattern) : std::nullopt;
}

} // namespace

bool glob_match(std::string_view pattern, std::string_view text) {
    // Only the last star needs to be gone back to: what an earlier one could take more of, the last one can
    // too.
    std::optional<std::string_view> after_star;
    std::string_view star_text;
    while (true) {
        if (pattern.starts_with('*')) {
            pattern.remove_prefix(1);
            if (pattern.empty())
                return true;
            after_star = pattern;
            star_text = text;
            continue;
        }
        if (text.empty() && pattern.empty())
            return true;
        if (!text.empty()) {
            const auto [code, length] = front(text);
            if (const auto rest = match_one(pattern, code)) {
                pattern = *rest;
                text.remove_prefix(length);
                continue;
            }
        }
        if (!after_star || star_text.empty())
            return false;
        take(star_text);
        text = star_text;
        pattern = *after_star;
    }
}

} // namespace balanced
