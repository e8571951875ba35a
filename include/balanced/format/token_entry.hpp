#pragma once
#include <balanced/core/token_list.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// One entry of a token list, put together from its fields in whatever order they come. What each field may
// hold is decided here; that a list is JSON, elsewhere.

namespace balanced {

/// The fields that are read. `other` is any that is not: it costs nothing.
enum class entry_field : unsigned char {
    other,
    name,
    token_type,
    balance,
    active_balance,
    expire_time,
    reset_amount,
    reset_period,
    revoked,
    id,
    masked,
    label,
};

/// The field that the API calls `key`.
entry_field find_entry_field(std::string_view key);

/// A JSON value as a field may hold it.
struct field_value {
    enum class kind : unsigned char { null, yes, no, number, text, unreadable };
    kind is = kind::null;    ///< unreadable: an array, an object, or longer than any field
    std::string_view text{}; ///< UTF-8, or the digits of a number
};

/// A finite decimal number, from its very digits. A number too large or too small for a double is none.
std::optional<double> read_decimal(std::string_view text);

/// The longest text or number, in bytes, that a field is read from.
inline constexpr std::size_t longest_field = 4096;

/// A field that comes twice holds what it held last.
struct token_entry {
    enum class name_state : unsigned char { absent, malformed, good };

    token_record record;
    token_identity identity;
    std::string label; ///< what a key that looks at itself may have instead of a name
    name_state name = name_state::absent;
    bool revoked = false;
    bool described = false; ///< some field tells of a type, a balance or an expiry, readable or not
    bool zoneless = false;  ///< its expire_time has no zone
    std::array<bool, token_field_names.size()> faults{};

    void set(entry_field field, const field_value& value);

    /// The name of a key that looks at itself: `name`, else `label`, else `masked`, else "self".
    void name_itself();
};

} // namespace balanced
