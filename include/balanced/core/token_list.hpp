#pragma once
#include <balanced/core/token.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

// A complete list of an account's tokens, and what was wrong with it.

namespace balanced {

/// Why an entry of a list is no token.
enum class skip_reason : unsigned char { not_object, no_name, bad_name };
inline constexpr std::array<std::string_view, 3> skip_reason_names{"not_object", "no_name", "bad_name"};

/// The fields whose faults are counted.
enum class token_field : unsigned char {
    balance,
    active_balance,
    expire_time,
    token_type,
    reset_amount,
    reset_period,
};
inline constexpr std::array<std::string_view, 6> token_field_names{
    "balance", "active_balance", "expire_time", "token_type", "reset_amount", "reset_period"};

/// What a list held beside its tracked tokens.
struct list_tally {
    std::size_t revoked = 0;
    std::size_t filtered = 0;   ///< left out by the account's `token_names`
    std::size_t collisions = 0; ///< tokens renamed because an earlier one has their name
    std::array<std::size_t, skip_reason_names.size()> skipped{};
    std::array<std::size_t, token_field_names.size()> field_errors{};
    bool zoneless_expire_time = false; ///< some expire_time had no zone and was taken as UTC
};

struct token_list {
    std::vector<token_record> tokens; ///< sorted by name, names unique
    list_tally tally;
    std::size_t body_bytes = 0;
};

/// What tells namesakes apart in a lasting way: `id`, else `masked`, else nothing but their place in the
/// list.
struct token_identity {
    std::string id;
    std::string masked;
};

/// Makes names unique and sorts by name. Of several tokens of one name the first keeps it and the others
/// become NAME#2, NAME#3 and so on, skipping names that a token has by itself; the order among them is that
/// of `id`, then of `masked`, then of the list. `identities` is as long as `tokens`, or empty where there are
/// none. Returns how many were renamed.
std::size_t number_namesakes(std::vector<token_record>& tokens, std::span<const token_identity> identities);

} // namespace balanced
