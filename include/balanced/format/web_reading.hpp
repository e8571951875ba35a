#pragma once
#include <balanced/core/web_settings.hpp>
#include <balanced/format/config_document.hpp>
#include <balanced/format/config_values.hpp>
#include <balanced/format/web_config.hpp>
#include <balanced/format/web_values.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// How sections and values of the web configuration are read: keys from tables, words from lists of words,
// each fault at its place. What the keys mean is not known here.

namespace balanced {

/// What the parts are read with, and into.
struct web_reading {
    const std::string& file;
    web_config out{};
    config_faults faults{};
    config_faults notes{};

    /// `key` and then `text`.
    void fault(config_position where, std::string_view key, std::string_view text);
};

/// A key of a section, and what its value is read by.
struct web_key {
    std::string_view name;
    void (*read)(const config_entry& entry, web_reading& into);
};

/// Each entry of a map by its key; what is no key of it is a fault. Nothing at all is an empty map.
void read_section(const config_node& map, std::string_view name, std::span<const web_key> keys,
                  web_reading& into);

/// The text of a value; absent where it is not given, and with a fault where it is none. As in the toolkit,
/// nothing and an empty text are the same.
std::optional<std::string_view> text_of(const config_entry& entry, web_reading& into);

/// The texts of a list, each with its place.
std::vector<std::pair<config_position, std::string_view>> list_of(const config_entry& entry,
                                                                  web_reading& into);

void take_flag(const config_entry& entry, bool& to, web_reading& into);

/// The key where its value is more than nothing or an empty text, else nullptr.
const config_entry* find_given(const config_node& map, std::string_view key);

template <typename Value>
std::vector<std::string_view> words_of(std::span<const web_word<Value>> known) {
    std::vector<std::string_view> words;
    for (const auto& one : known)
        words.push_back(one.word);
    return words;
}

/// The meaning of a word; nullptr where it is not known.
template <typename Value>
const Value* meaning_of(std::string_view word, std::span<const web_word<Value>> known) {
    const auto found = std::ranges::find(known, word, &web_word<Value>::word);
    return found != known.end() ? &found->meaning : nullptr;
}

/// ` must be one of …` and what was probably meant.
std::string choice_fault(std::string_view wrong, std::span<const std::string_view> words);

template <typename Value>
void take_word(const config_entry& entry, std::span<const web_word<Value>> known, Value& to,
               web_reading& into) {
    const auto text = text_of(entry, into);
    const Value* meaning = text ? meaning_of(*text, known) : nullptr;
    if (meaning)
        to = *meaning;
    else if (text)
        into.fault(entry.value.where, entry.key, choice_fault(*text, words_of(known)));
}

} // namespace balanced
