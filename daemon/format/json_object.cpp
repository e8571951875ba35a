#include <balanced/format/json_object.hpp>
#include <balanced/format/quoted_text.hpp>
#include <balanced/format/timestamp.hpp>
#include <balanced/format/units.hpp>

#include <cmath>
#include <utility>

namespace balanced {

void json_object::name(std::string_view key) {
    out_.append(std::exchange(first_, false) ? "\"" : ",\"").append(key).append("\":");
}

json_object& json_object::raw(std::string_view key, std::string_view json) {
    name(key);
    out_.append(json);
    return *this;
}

json_object& json_object::text(std::string_view key, std::string_view value) {
    name(key);
    append_quoted(out_, value);
    return *this;
}

json_object& json_object::known_text(std::string_view key, std::string_view value) {
    return value.empty() ? raw(key, "null") : text(key, value);
}

json_object& json_object::number(std::string_view key, std::optional<double> value) {
    if (!value || !std::isfinite(*value))
        return raw(key, "null");
    name(key);
    append_number(out_, *value);
    return *this;
}

json_object& json_object::time(std::string_view key, std::optional<time_point> value) {
    return known_text(key, value ? format_rfc3339(*value) : "");
}

json_object& json_object::truth(std::string_view key, std::optional<bool> value) {
    if (!value)
        return raw(key, "null");
    return raw(key, *value ? "true" : "false");
}

} // namespace balanced
