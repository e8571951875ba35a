#pragma once
#include <balanced/core/web_settings.hpp>

#include <string>
#include <string_view>
#include <vector>

// The web configuration: the file of Prometheus's exporter-toolkit (docs/web-configuration.md there) into
// settings, with every fault that can be seen in it. Files that it names are not opened here.

namespace balanced {

struct web_config {
    web_settings settings;           ///< meaningful only without faults, but for the files that it names
    std::vector<std::string> faults; ///< each `FILE:LINE:COLUMN: what is wrong (did you mean "…"?)`, in order
    std::vector<std::string> notes; ///< likewise: what has no effect, or another one than it seems
    std::vector<std::string> files; ///< the paths of all files named
};

/// `text` is the content of `file`, whose name stands in the faults and whose folder relative paths start
/// from. An empty one is plain HTTP for everyone.
web_config parse_web_config(std::string_view text, const std::string& file);

} // namespace balanced
