#include <balanced/format/html_text.hpp>
#include <balanced/format/page_link.hpp>

namespace balanced {
namespace {

constexpr bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '*'; // a glob stays readable
}

void append_parameter(std::string& out, std::string_view name, std::string_view value) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    out.append(out.empty() ? "" : "&").append(name).append("=");
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_unreserved(c))
            out += c;
        else
            out.append({'%', digits[byte >> 4U], digits[byte & 0xFU]});
    }
}

} // namespace

std::string query_text(const token_query& query) {
    const token_query none;
    std::string text;
    if (query.account != none.account)
        append_parameter(text, "account", query.account);
    if (query.name != none.name)
        append_parameter(text, "name", query.name);
    if (query.level != none.level)
        append_parameter(text, "level", name(query.level));
    if (query.limit)
        append_parameter(text, "limit", std::to_string(*query.limit));
    if (!query.refresh)
        append_parameter(text, "refresh", "off");
    return text;
}

token_query without_filter(const token_query& query) {
    token_query all;
    all.refresh = query.refresh;
    return all;
}

std::string page_link(const token_query& query) {
    const std::string text = query_text(query);
    std::string link = "./";
    if (!text.empty())
        append_html_value(link, "?" + text);
    return link;
}

} // namespace balanced
