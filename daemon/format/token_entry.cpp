#include <balanced/format/timestamp.hpp>
#include <balanced/format/token_entry.hpp>
#include <balanced/format/utf8.hpp>

#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace balanced {
namespace {

constexpr std::size_t longest_name = 200; // characters

using kind = field_value::kind;

/// Each reader sets its part of a record, and says whether the value was one that the field may hold.
bool read_number(const field_value& value, std::optional<double>& to) {
    to.reset();
    if (value.is == kind::number || value.is == kind::text)
        to = read_decimal(value.text);
    return to.has_value() || value.is == kind::null;
}

bool read_text(const field_value& value, std::string& to) {
    to = value.is == kind::text ? value.text : std::string_view();
    return value.is == kind::text || value.is == kind::null;
}

bool read_flag(const field_value& value, bool& to) {
    to = value.is == kind::yes;
    return to || value.is == kind::no || value.is == kind::null;
}

bool read_time(const field_value& value, std::optional<time_point>& to, bool& zoneless) {
    const auto read = value.is == kind::text ? parse_date_time(value.text) : std::nullopt;
    to = read ? std::optional(read->time) : std::nullopt;
    zoneless = read && read->zoneless;
    return read || value.is == kind::null;
}

bool is_name(std::string_view text) {
    return !text.empty() && count_characters(text) <= longest_name;
}

token_entry::name_state read_name(const field_value& value, std::string& to) {
    to.clear();
    if (value.is == kind::null)
        return token_entry::name_state::absent;
    if (value.is != kind::text || !is_name(value.text))
        return token_entry::name_state::malformed;
    to = value.text;
    return token_entry::name_state::good;
}

} // namespace

std::optional<double> read_decimal(std::string_view text) {
    if (text.starts_with('+') && !text.starts_with("+-"))
        text.remove_prefix(1);
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end || !std::isfinite(number))
        return std::nullopt;
    return number;
}

entry_field find_entry_field(std::string_view key) {
    static constexpr std::array<std::pair<std::string_view, entry_field>, 11> fields{{
        {"name", entry_field::name},
        {"token_type", entry_field::token_type},
        {"balance", entry_field::balance},
        {"active_balance", entry_field::active_balance},
        {"expire_time", entry_field::expire_time},
        {"balance_reset_amount", entry_field::reset_amount},
        {"balance_reset_period", entry_field::reset_period},
        {"revoked", entry_field::revoked},
        {"id", entry_field::id},
        {"masked", entry_field::masked},
        {"label", entry_field::label},
    }};
    for (const auto& [name, field] : fields) {
        if (key == name)
            return field;
    }
    return entry_field::other;
}

void token_entry::set(entry_field field, const field_value& value) {
    const auto fault = [this](token_field of) -> bool& { return faults[static_cast<std::size_t>(of)]; };
    switch (field) {
    case entry_field::other:
        break;
    case entry_field::name:
        name = read_name(value, record.name);
        break;
    case entry_field::token_type:
        record.token_type_malformed = !read_text(value, record.token_type);
        fault(token_field::token_type) = record.token_type_malformed;
        described = true;
        break;
    case entry_field::balance:
        record.balance_malformed = !read_number(value, record.balance);
        fault(token_field::balance) = record.balance_malformed;
        described = true;
        break;
    case entry_field::active_balance:
        record.active_balance_malformed = !read_flag(value, record.active_balance);
        fault(token_field::active_balance) = record.active_balance_malformed;
        described = true;
        break;
    case entry_field::expire_time:
        record.expire_time_malformed = !read_time(value, record.expire_time, zoneless);
        fault(token_field::expire_time) = record.expire_time_malformed;
        described = true;
        break;
    case entry_field::reset_amount:
        fault(token_field::reset_amount) = !read_number(value, record.reset_amount);
        record.reset_malformed = record.reset_malformed || fault(token_field::reset_amount);
        break;
    case entry_field::reset_period:
        fault(token_field::reset_period) = !read_text(value, record.reset_period);
        record.reset_malformed = record.reset_malformed || fault(token_field::reset_period);
        break;
    case entry_field::revoked:
        revoked = value.is == kind::yes;
        break;
    case entry_field::id:
        read_text(value, identity.id);
        break;
    case entry_field::masked:
        read_text(value, identity.masked);
        break;
    case entry_field::label:
        read_text(value, label);
        break;
    }
}

void token_entry::name_itself() {
    if (name == name_state::good)
        return;
    name = name_state::good;
    if (is_name(label))
        record.name = label;
    else
        record.name = is_name(identity.masked) ? identity.masked : "self";
}

} // namespace balanced
