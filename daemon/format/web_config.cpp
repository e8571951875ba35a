#include <balanced/format/trimmed.hpp>
#include <balanced/format/web_config.hpp>
#include <balanced/format/web_reading.hpp>
#include <balanced/format/web_tls.hpp>

#include <array>
#include <charconv>

namespace balanced {
namespace {

using shape = config_value::shape;

/// As Go sends it: on one line.
std::string header_value(std::string_view text) {
    std::string value(text);
    std::ranges::replace_if(
        value, [](char c) { return c == '\r' || c == '\n'; }, ' ');
    return std::string(trimmed(value));
}

void read_header(const config_entry& entry, web_reading& into) {
    const auto text = text_of(entry, into);
    const std::string value = header_value(text.value_or(""));
    const auto& allowed = *meaning_of(entry.key, header_words());
    if (value.empty())
        return;
    if (!allowed.empty() && std::ranges::find(allowed, value) == allowed.end())
        into.fault(entry.value.where, entry.key, choice_fault(value, allowed));
    else if (!std::ranges::all_of(value,
                                  [](unsigned char c) { return c == '\t' || (c >= ' ' && c != 0x7F); }))
        into.fault(entry.value.where, entry.key, "must not hold control characters");
    else
        into.out.settings.headers.emplace_back(entry.key, value);
}

constexpr auto http_keys = std::to_array<web_key>({
    {"http2",
     [](const config_entry& entry, web_reading& into) {
         bool ignored = false;
         take_flag(entry, ignored, into);
         into.notes.insert({entry.where, "http2 has no effect: this server speaks HTTP/1.1 alone"});
     }},
    {"headers",
     [](const config_entry& entry, web_reading& into) {
         std::vector<web_key> keys;
         for (const auto& header : header_words())
             keys.push_back({header.word, read_header});
         read_section(entry.value, entry.key, keys, into);
     }},
});

/// A user may have any name; a name or a hash is never shown, since the two may have changed places.
void read_users(const config_entry& section, web_reading& into) {
    const config_value& map = *section.value.value;
    if (map.is == shape::scalar || map.is == shape::list)
        return into.fault(section.value.where, section.key, "must be a map of users to hashes");
    for (const config_entry& entry : map.entries) {
        const config_value& hash = *entry.value.value;
        const std::string fault = bcrypt_fault(hash.text);
        if (entry.key.empty())
            into.faults.insert({entry.where, "a user must be a text"});
        else if (entry.key.find(':') != std::string::npos)
            into.faults.insert({entry.where, "a user's name cannot hold a colon (RFC 7617)"});
        else if (!fault.empty())
            into.fault(entry.value.where, "the password", fault);
        else if (!into.out.settings.users.emplace(entry.key, hash.text).second)
            into.faults.insert({entry.where, "this user is given twice"});
    }
}

constexpr auto rate_limit_keys = std::to_array<web_key>({
    {"interval",
     [](const config_entry& entry, web_reading& into) {
         const auto text = text_of(entry, into);
         const auto interval = text ? parse_go_duration(*text) : std::nullopt;
         if (text && !interval)
             return into.fault(entry.value.where, entry.key, "must be a duration like 1s or 100ms");
         if (!text || interval->count() == 0)
             return;
         into.out.settings.rate_limit->interval = *interval;
         if (text->find_first_not_of("0123456789") == std::string_view::npos)
             into.notes.insert({entry.value.where, "interval without a unit is nanoseconds: write 1s"});
     }},
    {"burst",
     [](const config_entry& entry, web_reading& into) {
         const auto text = text_of(entry, into);
         if (!text)
             return;
         auto& burst = into.out.settings.rate_limit->burst;
         const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), burst);
         if (ec != std::errc() || end != text->data() + text->size() || burst < 0)
             into.fault(entry.value.where, entry.key, "must be a whole number like 10");
     }},
});

void read_rate_limit(const config_entry& section, web_reading& into) {
    auto& limit = into.out.settings.rate_limit;
    limit.emplace();
    read_section(section.value, section.key, rate_limit_keys, into);
    if (limit->interval.count() == 0)
        limit.reset();
    else if (limit->burst == 0)
        into.notes.insert({section.where, "rate_limit without a burst refuses every request"});
}

constexpr auto top_keys = std::to_array<web_key>({
    {"tls_server_config", read_tls_server},
    {"http_server_config", [](const config_entry& entry,
                              web_reading& into) { read_section(entry.value, entry.key, http_keys, into); }},
    {"basic_auth_users", read_users},
    {"rate_limit", read_rate_limit},
});

} // namespace

web_config parse_web_config(std::string_view text, const std::string& file) {
    web_reading into{file};
    if (const auto root = parse_document(text, into.faults))
        read_section(*root, "the web configuration", top_keys, into);
    into.out.faults = lines(file, into.faults);
    into.out.notes = lines(file, into.notes);
    return std::move(into.out);
}

} // namespace balanced
