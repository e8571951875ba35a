#pragma once
#include <balanced/format/config_document.hpp>

// A configuration's tree against the table of keys: what each key and each value by itself can tell. What
// keys mean together is not looked at here.

namespace balanced {

/// Adds the faults of all keys and values. False where reading on makes no sense: it is no map at all, or
/// aliases repeat more than any configuration needs.
bool check_document(const config_node& root, config_faults& faults);

} // namespace balanced
