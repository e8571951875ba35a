#pragma once
#include <cstddef>

// What the kernel allows a process.

namespace balanced {

/// Raises the limit of open descriptors to the hard one, for connections of scrapers are descriptors. Returns
/// the limit.
std::size_t raise_descriptor_limit();

} // namespace balanced
