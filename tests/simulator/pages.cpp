#include "simulator/pages.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

namespace balanced::simulator {

namespace {

namespace json = boost::json;

std::optional<json::array> entries_of(const answer& list) {
    json::error_code ec;
    json::value parsed = json::parse(list.body, ec);
    if (list.status != 200 || list.raw || ec || !parsed.is_array())
        return std::nullopt;
    return std::move(parsed.as_array());
}

std::size_t parameter(std::string_view target, std::string_view name, std::size_t otherwise) {
    const auto at = target.find(name);
    if (at == std::string_view::npos)
        return otherwise;
    const std::string_view digits = target.substr(at + name.size());
    std::size_t value = 0;
    const auto ec = std::from_chars(digits.data(), digits.data() + digits.size(), value).ec;
    return ec == std::errc() ? value : otherwise;
}

json::value as_key(json::value entry) {
    if (auto* object = entry.if_object()) {
        object->erase("token");
        object->emplace("id", nullptr); // where there is none
    }
    return entry;
}

json::value url_or_null(bool there, const std::string& base, std::size_t limit, std::size_t offset) {
    if (!there)
        return nullptr;
    return json::value_from(base + "?limit=" + std::to_string(limit) + "&offset=" + std::to_string(offset));
}

} // namespace

answer page_of(answer list, std::string_view target, std::string_view host, std::size_t greatest_limit) {
    const auto entries = entries_of(list);
    if (!entries)
        return list;
    const std::size_t limit = std::clamp<std::size_t>(parameter(target, "limit=", 20), 1, greatest_limit);
    const std::size_t offset = parameter(target, "offset=", 0);
    const std::size_t begin = std::min(offset, entries->size());
    const std::size_t end = std::min(begin + limit, entries->size());
    json::object page;
    auto& results = page["results"].emplace_array();
    for (std::size_t i = begin; i < end; ++i)
        results.push_back(as_key((*entries)[i]));
    const std::string base = "https://" + std::string(host) + std::string(target.substr(0, target.find('?')));
    page["limit"] = limit;
    page["offset"] = offset;
    page["total_count"] = entries->size();
    page["next"] = url_or_null(end < entries->size(), base, limit, end);
    page["previous"] = url_or_null(offset > 0, base, limit, offset - std::min(limit, offset));
    list.body = json::serialize(page);
    return list;
}

answer first_of(answer list) {
    const auto entries = entries_of(list);
    if (!entries)
        return list;
    if (entries->empty())
        return refusal(404);
    json::value first = entries->front();
    if (auto* object = first.if_object())
        object->erase("token");
    list.body = json::serialize(first);
    return list;
}

} // namespace balanced::simulator
