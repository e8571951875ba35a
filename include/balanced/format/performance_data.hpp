#pragma once
#include <balanced/format/once_report.hpp>

#include <string>

// Balances as a monitoring plugin gives them to its host to draw (Monitoring Plugins Development Guidelines,
// "Performance data").

namespace balanced {

/// `'ci-7'=1.5;10:;2:` for each budget, then `'ci-7 runway'=9000s;259200:;43200:` for each that is known to
/// end, separated by spaces; the ranges are those without an alert, from the
/// threshold up. Labels have the account before the name where there are several, and `%XX` for what would
/// break them. At most 50 tokens and 4 kB, by account and name, so that a token's graph does not depend on
/// its level.
std::string performance_data(const once_report& report);

} // namespace balanced
