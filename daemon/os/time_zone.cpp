#include <balanced/os/files.hpp>
#include <balanced/os/time_zone.hpp>

#include <date/tz.h>

#include <exception>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace balanced {
namespace {

const std::string zone_folder = "/usr/share/zoneinfo/"; ///< where the library reads, too

std::vector<zone_offset> offsets_of(const date::time_zone& zone) {
    const date::sys_seconds end = date::sys_days(date::year::max() / 12 / 31);
    date::sys_seconds at = date::sys_days(date::year::min() / 1 / 1);
    std::vector<zone_offset> offsets;
    while (at < end) {
        const date::sys_info part = zone.get_info(at);
        if (offsets.empty() || offsets.back().offset != part.offset)
            offsets.push_back({at, part.offset});
        at = part.end;
    }
    return offsets;
}

/// The rule for the time after the list, the last line: "CET-1CEST,M3.5.0,M10.5.0/3", or "UTC0" where the
/// clocks are not changed any more (RFC 8536 §3.3).
bool changes_after_the_list(std::string_view content) {
    content.remove_suffix(1);
    return content.substr(content.rfind('\n') + 1).find(',') != std::string_view::npos;
}

/// Throws where the zone cannot be read.
reset_calendar read_zone(const std::string& name) {
    const file_content file = read_file(zone_folder + name);
    if (!file.fault.empty())
        throw std::runtime_error(file.fault);
    // The library ends the program over such a file.
    if (!file.text.starts_with("TZif"))
        throw std::runtime_error("its file is none of a time zone");
    reset_calendar calendar{offsets_of(*date::locate_zone(name))};
    if (calendar.offsets.back().since < date::sys_days(date::year(2037) / 1 / 1) &&
        changes_after_the_list(file.text))
        throw std::runtime_error("its file does not list the changes of the clocks to 2037");
    return calendar;
}

} // namespace

loaded_zone load_zone(const std::string& name) {
    try {
        return {read_zone(name), {}};
    } catch (const std::exception& fault) {
        return {{}, "cannot read the time zone " + name + ": " + fault.what() + " (install tzdata)"};
    }
}

} // namespace balanced
