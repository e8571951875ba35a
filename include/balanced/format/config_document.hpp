#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

// YAML as a tree that knows where everything stands. What its keys mean is not known here.

namespace balanced {

/// Counted from 1; columns in characters.
struct config_position {
    std::size_t line = 1;
    std::size_t column = 1;
    bool operator==(const config_position&) const = default;
    bool operator<(const config_position& other) const {
        return std::tie(line, column) < std::tie(other.line, other.column);
    }
};

struct config_fault {
    config_position where;
    std::string text;
    bool operator<(const config_fault& other) const {
        return std::tie(where, text) < std::tie(other.where, other.text);
    }
};

/// In the order of the text, each once, also where aliases lead to a place again.
using config_faults = std::set<config_fault>;

struct config_value;

/// A value in its place: an alias stands where it is written, while its content stands at the anchor.
struct config_node {
    config_position where;                     ///< of what is not there (`key:`), that of the key or the list
    std::shared_ptr<const config_value> value; ///< never nullptr
};

struct config_entry {
    std::string key; ///< empty where the key is no text
    config_position where;
    config_node value;
};

struct config_value {
    enum class shape : unsigned char { empty, scalar, list, map };
    shape is = shape::empty;
    std::string text;                  ///< of a scalar, quoted or not
    std::vector<config_node> items;    ///< of a list
    std::vector<config_entry> entries; ///< of a map; a key may stand there twice
};

/// The one document of `text`, which is UTF-8. Absent with a fault where it cannot be read at all.
std::optional<config_node> parse_document(std::string_view text, config_faults& faults);

/// `FILE:LINE:COLUMN`.
std::string place_in(const std::string& file, config_position where);

/// Each fault with its place: `FILE:LINE:COLUMN: what is wrong`.
std::vector<std::string> lines(const std::string& file, const config_faults& faults);

/// The first entry of that key; nullptr where there is none, or `map` is no map.
const config_entry* find_entry(const config_node& map, std::string_view key);

/// The text of a key whose value is a scalar.
std::optional<std::string_view> find_text(const config_node& map, std::string_view key);

} // namespace balanced
