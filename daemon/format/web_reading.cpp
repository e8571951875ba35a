#include <balanced/format/web_reading.hpp>

#include <map>

namespace balanced {

using shape = config_value::shape;

void web_reading::fault(config_position where, std::string_view key, std::string_view text) {
    faults.insert({where, std::string(key).append(" ").append(text)});
}

void read_section(const config_node& map, std::string_view name, std::span<const web_key> keys,
                  web_reading& into) {
    if (map.value->is == shape::scalar || map.value->is == shape::list)
        return into.fault(map.where, name, "must be a map");
    std::vector<std::string_view> names;
    for (const web_key& key : keys)
        names.push_back(key.name);
    std::map<std::string_view, config_position> seen;
    for (const config_entry& entry : map.value->entries) {
        const auto key = std::ranges::find(keys, entry.key, &web_key::name);
        if (entry.key.empty())
            into.faults.insert({entry.where, "a key must be a text"});
        else if (entry.key == "<<")
            into.faults.insert({entry.where, "merging maps with << is not supported"});
        else if (key == keys.end())
            into.faults.insert(
                {entry.where, "unknown key" + shown(entry.key) + did_you_mean(entry.key, names)});
        else if (const auto [first, added] = seen.emplace(key->name, entry.where); !added)
            into.fault(entry.where, entry.key,
                       "is given twice (first in line " + std::to_string(first->second.line) + ")");
        else
            key->read(entry, into);
    }
}

std::optional<std::string_view> text_of(const config_entry& entry, web_reading& into) {
    const config_value& value = *entry.value.value;
    if (value.is == shape::list || value.is == shape::map)
        into.fault(entry.value.where, entry.key, "must be a text");
    if (value.is != shape::scalar || value.text.empty())
        return std::nullopt;
    return value.text;
}

std::vector<std::pair<config_position, std::string_view>> list_of(const config_entry& entry,
                                                                  web_reading& into) {
    std::vector<std::pair<config_position, std::string_view>> texts;
    const config_value& value = *entry.value.value;
    if (value.is == shape::scalar || value.is == shape::map)
        into.fault(entry.value.where, entry.key, "must be a list");
    for (const config_node& item : value.items) {
        if (item.value->is == shape::scalar)
            texts.emplace_back(item.where, item.value->text);
        else
            into.fault(item.where, entry.key, "must be a list of texts");
    }
    return texts;
}

void take_flag(const config_entry& entry, bool& to, web_reading& into) {
    const auto text = text_of(entry, into);
    const auto flag = text ? parse_flag(*text) : std::nullopt;
    if (flag)
        to = *flag;
    else if (text)
        into.fault(entry.value.where, entry.key, "must be true or false");
}

const config_entry* find_given(const config_node& map, std::string_view key) {
    const config_entry* found = find_entry(map, key);
    if (!found || found->value.value->is == shape::empty)
        return nullptr;
    const config_value& value = *found->value.value;
    return value.is == shape::scalar && value.text.empty() ? nullptr : found;
}

std::string choice_fault(std::string_view wrong, std::span<const std::string_view> words) {
    std::string all;
    for (const std::string_view word : words)
        all.append(all.empty() ? "" : ", ").append(word);
    return (words.size() > 1 ? "must be one of " : "must be ") + all + did_you_mean(wrong, words);
}

} // namespace balanced
