#pragma once
#include <balanced/core/settings.hpp>
#include <balanced/format/once_report.hpp>

#include <vector>

// One poll of each account, for the commands that end after it.

namespace balanced {

/// All at once, each within its account's deadline; in the order of the settings. They go on from what is
/// remembered of them.
std::vector<polled_account> poll_each_once(const settings& settings, const remembered_accounts& memory = {});

} // namespace balanced
