#include <balanced/core/glob.hpp>
#include <balanced/core/settings.hpp>

#include <algorithm>

namespace balanced {
namespace {

bool fits_pattern(const std::optional<std::string>& pattern, std::string_view text) {
    return !pattern || glob_match(*pattern, text);
}

bool fits_any(const std::vector<std::string>& patterns, std::string_view text) {
    return std::ranges::any_of(patterns, [&](const auto& pattern) { return glob_match(pattern, text); });
}

} // namespace

bool token_match::fits(std::string_view account_name, std::string_view name, std::string_view type) const {
    return fits_pattern(account, account_name) && fits_pattern(token_name, name) &&
           fits_pattern(token_type, type);
}

bool token_filter::accepts(std::string_view name) const {
    return fits_any(include, name) && !fits_any(exclude, name);
}

} // namespace balanced
