#pragma once
#include <string>
#include <string_view>

// Shell-like patterns over whole names: `*`, `?` and `[…]`, case-sensitive, by Unicode character.

namespace balanced {

/// Whether the whole of `text` fits `pattern`. `[a-z]` and `[!a-z]` (or `[^a-z]`) are character sets; a `[`
/// that is never closed stands for itself. Both are UTF-8; time is at most |pattern| × |text|.
bool glob_match(std::string_view pattern, std::string_view text);

} // namespace balanced
