#pragma once
#include <string>

// bcrypt, by the system's libcrypt. A check takes 50 ms at a cost of 10, and twice as long for each step
// more: not for the event loop.

namespace balanced {

/// Whether `hash`, which begins with `$2a$`, `$2b$` or `$2y$`, was made of `password`. As in Go, only its
/// first 72 bytes count.
bool matches_bcrypt(const std::string& password, const std::string& hash);

} // namespace balanced
