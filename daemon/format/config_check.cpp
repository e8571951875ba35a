#include <balanced/format/config_check.hpp>
#include <balanced/format/config_keys.hpp>
#include <balanced/format/config_values.hpp>

#include <map>
#include <utility>

namespace balanced {
namespace {

using shape = config_value::shape;

/// A few aliases can stand for any amount of values: what they may cost in all, in bytes about.
constexpr std::size_t budget = 16 << 20;
constexpr std::size_t cost_of_value = 16;
constexpr std::size_t most_faults = 1000;

bool is_off(const config_value& value) {
    return value.is == shape::scalar && parse_flag(value.text) == false;
}

struct checker {
    config_faults& faults;
    std::size_t left = budget;
    bool spent = false;

    void fault(config_position where, std::string text) { faults.insert({where, std::move(text)}); }

    void fault(config_position where, const config_key& key, std::string_view text) {
        fault(where, std::string(key.name).append(" ").append(text));
    }

    /// Whether to look at one more value; the first time not, it says why.
    bool afford(const config_node& node) {
        if (spent)
            return false;
        const std::size_t cost = cost_of_value + node.value->text.size();
        spent = cost > left || faults.size() >= most_faults;
        if (spent)
            fault(node.where,
                  cost > left ? "aliases repeat too much" : "too many faults: no more are looked for");
        else
            left -= cost;
        return !spent;
    }

    void check_section(const config_node& map, std::string_view section) {
        std::map<std::string_view, config_position> seen;
        for (const config_entry& entry : map.value->entries) {
            if (!afford(entry.value))
                return;
            const config_key* key = find_key(section, entry.key);
            if (!key)
                unknown_key(entry, section);
            else if (const auto [first, added] = seen.emplace(key->name, entry.where); !added)
                fault(entry.where, *key,
                      "is given twice (first in line " + std::to_string(first->second.line) + ")");
            else
                check_entry(*key, entry);
        }
    }

    /// What stands in `authorization` may be the key itself, put in the wrong place: it is not shown.
    void unknown_key(const config_entry& entry, std::string_view section) {
        if (entry.key.empty())
            return fault(entry.where, "a key must be a text");
        if (entry.key == "<<")
            return fault(entry.where, "merging maps with << is not supported");
        const std::string hint = did_you_mean(entry.key, key_names(section));
        const bool hidden = section.ends_with("authorization") && hint.empty();
        fault(entry.where, "unknown key" + (hidden ? std::string() : shown(entry.key)) + hint);
    }

    void check_entry(const config_key& key, const config_entry& entry) {
        const config_value& value = *entry.value.value;
        if (value.is == shape::empty)
            return fault(entry.where, key, "must not be empty");
        switch (key.type) {
        case config_type::levels:
            if (is_off(value))
                return;
            [[fallthrough]];
        case config_type::refill:
        case config_type::section:
            if (value.is == shape::map)
                return check_section(entry.value, key.child_section());
            break;
        case config_type::sections:
            if (value.is == shape::list)
                return check_sections(key, value);
            break;
        case config_type::globs:
            if (value.is == shape::list)
                return check_list(key, config_type::glob, value);
            break;
        case config_type::families:
            if (value.is == shape::list)
                return check_list(key, config_type::family, value);
            break;
        default:
            if (value.is == shape::scalar)
                return check_scalar(key, entry.value);
        }
        fault(entry.value.where, key, requirement(key.type));
    }

    void check_sections(const config_key& key, const config_value& list) {
        const std::string section = key.child_section();
        for (const config_node& item : list.items) {
            if (!afford(item))
                return;
            if (item.value->is == shape::map)
                check_section(item, section);
            else
                fault(item.where, key, requirement(key.type));
        }
    }

    void check_list(const config_key& key, config_type type, const config_value& list) {
        for (const config_node& item : list.items) {
            if (!afford(item))
                return;
            if (item.value->is != shape::scalar)
                fault(item.where, key, requirement(key.type));
            else if (const std::string why = value_fault(type, item.value->text); !why.empty())
                fault(item.where, "in " + std::string(key.name) + ":" + shown(item.value->text) + " " + why);
        }
    }

    void check_scalar(const config_key& key, const config_node& node) {
        if (const std::string why = value_fault(key.type, node.value->text); !why.empty())
            fault(node.where, key, why);
    }
};

} // namespace

bool check_document(const config_node& root, config_faults& faults) {
    checker check{faults};
    if (root.value->is == shape::empty)
        check.fault({}, "the configuration is empty: at least one account is needed");
    else if (root.value->is != shape::map)
        check.fault(root.where, "the configuration must be a map");
    else
        check.check_section(root, "");
    return root.value->is == shape::map && !check.spent;
}

} // namespace balanced
