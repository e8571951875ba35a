#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The one table of configuration keys: the parser, "did you mean" and the reference all come from it. How
// keys depend on each other is not known here.

namespace balanced {

enum class config_type : unsigned char {
    // Values that hold others:
    section,  ///< a map
    sections, ///< a list of maps
    levels,   ///< a map, or `off`
    refill,   ///< a map
    globs,    ///< a list
    families, ///< a list
    // Scalars, quoted or not:
    account_name,
    text,
    file,
    credential_name, ///< of a systemd credential: a plain file name
    secret,
    glob,
    family,
    url,
    proxy, ///< its URL
    api,
    tls,          ///< a version
    interval,     ///< a duration of at least 1s
    nonzero_span, ///< a duration above 0
    span,         ///< a duration
    size,         ///< above 0
    flag,
    credits,    ///< or a share of the reset amount, up to 100%
    amount,     ///< credits above 0
    period,     ///< of resets
    percentage, ///< up to 1000%
};

struct config_key {
    std::string_view section; ///< the map it stands in: `accounts[].tls_config`; empty at the top
    std::string_view name;
    config_type type;

    /// `accounts[].tls_config.ca_file`
    std::string path() const;
    /// What `section` is of the keys below, where there are any.
    std::string child_section() const;
};

/// In the order of the documentation.
std::span<const config_key> config_keys();

/// The key of that name in a section, or nullptr.
const config_key* find_key(std::string_view section, std::string_view name);

/// The names of the keys in a section.
std::vector<std::string_view> key_names(std::string_view section);

} // namespace balanced
