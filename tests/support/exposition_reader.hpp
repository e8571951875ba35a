#pragma once
#include <balanced/format/exposition.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A strict reader of the two exposition formats, for tests: what Prometheus would tolerate is a fault here
// too. It knows nothing of the families' meaning.

namespace balanced::test {

struct exposition_sample {
    std::string name;
    std::vector<std::pair<std::string, std::string>> labels; ///< unescaped, in the order of the page
    std::string value;                                       ///< as written
    bool operator==(const exposition_sample&) const = default;
};

struct exposition_family {
    std::string name; ///< as HELP and TYPE have it
    std::string type;
    std::string help; ///< unescaped
    std::vector<exposition_sample> samples;
};

struct exposition {
    std::vector<exposition_family> families; ///< in the order of the page
    std::vector<std::string> faults;         ///< each `LINE: what is wrong`; empty where the page is good

    const exposition_family* family(std::string_view name) const;
    /// The value of the one series with exactly these labels, in whatever order.
    std::optional<std::string> value(std::string_view name,
                                     std::vector<std::pair<std::string, std::string>> labels = {}) const;
};

exposition read_exposition(std::string_view page, exposition_format format);

} // namespace balanced::test
