#pragma once
#include <balanced/core/settings.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The configuration: YAML or the environment into settings, with every fault that can be seen in it. Files
// that it names are not opened here; the caller checks them, and says its faults beside these.

namespace balanced {

/// A file that the configuration names.
struct file_reference {
    enum class purpose : unsigned char { key, ca_certificates, certificate, private_key };
    purpose for_what;
    std::string path;  ///< resolved against the configuration's folder
    std::string where; ///< `FILE:LINE:COLUMN`, or the name of the environment variable
};

struct config {
    balanced::settings settings;     ///< meaningful only without faults
    std::vector<std::string> faults; ///< each `FILE:LINE:COLUMN: what is wrong (did you mean "…"?)`, in order
    std::vector<std::string> warnings; ///< likewise; the configuration works all the same
    std::vector<file_reference> files;
    std::string content{}; ///< the text that it was read from; holds secrets
};

/// Reads a variable of the environment; absent where it is not set. An empty one counts as not set.
using environment = std::function<std::optional<std::string>(std::string_view)>;

/// `text` is the content of `file`, whose name stands in the faults and whose folder relative paths start
/// from.
config parse_config(std::string_view text, const std::string& file, const environment& env);

/// The one account that the environment describes. `file_exists` tells whether a file is there: the systemd
/// credential `edenai-api-key` counts only where it is.
config config_from_environment(const environment& env,
                               const std::function<bool(const std::string&)>& file_exists);

/// An absolute http or https URL with nothing behind its path; http only to a loopback host. On an error,
/// why.
struct parsed_url {
    origin_url url;
    std::string fault; ///< empty where it is good
};
parsed_url parse_base_url(std::string_view text);

} // namespace balanced
