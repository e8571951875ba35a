#pragma once
#include <balanced/format/once_report.hpp>

#include <cstddef>
#include <string>

// What `once` prints for people, and for a monitoring host that reads its first line.

namespace balanced {

struct text_style {
    std::size_t columns = 80; ///< of the table; the lines above it are as long as they are
    bool colour = false;
};

/// The first line with performance data, the failed polls, and the table, the worst token first. Where it is
/// too wide, the type, the account if there is one alone, and the date go, and names are cut.
std::string once_text(const once_report& report, const text_style& style);

} // namespace balanced
