#pragma once
#include <optional>
#include <span>
#include <string_view>

// "Did you mean …?": the known name that a wrong one was probably meant to be. What is known is the caller's
// business.

namespace balanced {

/// The shortest of `known` that `wrong` is the first words of (`edenai_polls`); else the nearest by
/// insertions, deletions, replacements and swaps of neighbours (upper and lower case are the same). The first
/// of equals; absent where more than a third of the name would have to change.
std::optional<std::string_view> nearest_name(std::string_view wrong, std::span<const std::string_view> known);

} // namespace balanced
