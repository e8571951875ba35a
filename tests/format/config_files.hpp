#pragma once
#include <balanced/format/config.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

// Configurations for tests: from a text or from a file of the test data.

namespace balanced {

using variables = std::map<std::string, std::string, std::less<>>;

inline environment environment_of(variables set) {
    return [set = std::move(set)](std::string_view name) -> std::optional<std::string> {
        const auto found = set.find(name);
        return found != set.end() ? std::optional(found->second) : std::nullopt;
    };
}

inline config parsed(std::string_view text, variables set = {}, const std::string& file = "f.yml") {
    return parse_config(text, file, environment_of(std::move(set)));
}

/// The settings of a text that has no faults.
inline settings good_settings(std::string_view text) {
    config read = parsed(text);
    if (!read.faults.empty())
        throw std::runtime_error(read.faults.front());
    return std::move(read.settings);
}

inline std::string file_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in)
        throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace balanced
