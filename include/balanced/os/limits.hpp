#pragma once

// What the kernel allows a process.

namespace balanced {

/// Raises the limit of open descriptors to the hard one; connections of scrapers are descriptors.
void raise_descriptor_limit();

} // namespace balanced
