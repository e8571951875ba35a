#pragma once
#include <span>
#include <string_view>

// The one table of metric families: exposition, `metrics.exclude` and the README's reference all come from
// it. Values are not known here.

namespace balanced {

enum class family_type : unsigned char { gauge, counter, histogram, info };
enum class family_scope : unsigned char { token, account, daemon, process };

struct metric_family {
    std::string_view name; ///< as samples carry it: counters with `_total`, infos with `_info`
    family_type type;
    family_scope scope;
    std::string_view labels; ///< beside `account` and `token_name`: "token_type, reset_period"
    std::string_view help;
};

/// Sorted by name.
std::span<const metric_family> metric_families();

/// The family of that name, or nullptr.
const metric_family* find_family(std::string_view name);

} // namespace balanced
