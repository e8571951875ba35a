#pragma once
#include "simulator/simulator.hpp"

#include <cstddef>
#include <string_view>

// A list as the other endpoints show it: v3's pages, and what a key sees of itself. An answer that is no list
// of a 200 stays as it is.

namespace balanced::simulator {

/// The page of v3 that `target` asks for with `?limit=…&offset=…`: at most 100 results, or fewer where the
/// service lowers the limit. Secrets are never sent; an entry without an `id` has null.
answer page_of(answer list, std::string_view target, std::string_view host, std::size_t greatest_limit);

/// The first entry by itself; a 404 where there is none.
answer first_of(answer list);

} // namespace balanced::simulator
