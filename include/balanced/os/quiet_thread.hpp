#pragma once
#include <functional>
#include <thread>

// Threads that no signal comes to: they are for the program's others.

namespace balanced {

/// Runs `work`. Throws std::system_error where there can be no further thread.
std::thread quiet_thread(std::function<void()> work);

} // namespace balanced
