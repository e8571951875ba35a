#pragma once
#include <balanced/format/timestamp.hpp>
#include <balanced/format/token_list.hpp>

#include <gmock/gmock.h>

#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

// Bodies decoded for a test, and what came of them in a form that is easy to compare.

namespace balanced {

inline poll_outcome decode_pieces(const std::vector<std::string_view>& pieces,
                                  const token_filter& filter = {}) {
    token_list_decoder decoder(filter);
    for (const std::string_view piece : pieces) {
        if (!decoder.write(piece))
            break;
    }
    return decoder.finish();
}

inline poll_outcome decode(std::string_view body, const token_filter& filter = {}) {
    return decode_pieces({body}, filter);
}

inline token_list list_of(std::string_view body, const token_filter& filter = {}) {
    const poll_outcome outcome = decode(body, filter);
    if (const auto* failure = std::get_if<poll_failure>(&outcome)) {
        ADD_FAILURE() << name(failure->reason) << ": " << failure->detail;
        return {};
    }
    return std::get<token_list>(outcome);
}

/// The one token of `[{"name":"x", …}]`.
inline token_record token_with(const std::string& fields) {
    const token_list list = list_of(R"([{"name":"x",)" + fields + "}]");
    EXPECT_EQ(list.tokens.size(), 1U);
    return list.tokens.empty() ? token_record{} : list.tokens.front();
}

inline std::size_t faults_with(const std::string& fields, token_field field) {
    const token_list list = list_of(R"([{"name":"x",)" + fields + "}]");
    std::size_t all = 0;
    for (const std::size_t count : list.tally.field_errors)
        all += count;
    const std::size_t count = list.tally.field_errors[static_cast<std::size_t>(field)];
    EXPECT_EQ(all, count) << "other fields have faults too";
    return count;
}

inline std::size_t skipped(const list_tally& tally, skip_reason reason) {
    return tally.skipped[static_cast<std::size_t>(reason)];
}

inline std::vector<std::string> names(const token_list& list) {
    std::vector<std::string> all;
    for (const token_record& token : list.tokens)
        all.push_back(token.name);
    return all;
}

/// "decode: not JSON (…) at byte 3"
inline std::string failure_of(std::string_view body) {
    const poll_outcome outcome = decode(body);
    const auto* failure = std::get_if<poll_failure>(&outcome);
    return failure == nullptr ? "a list" : std::string(name(failure->reason)) + ": " + failure->detail;
}

/// Everything that an outcome holds, to compare two.
inline std::string description(const poll_outcome& outcome) {
    std::ostringstream out;
    out.precision(std::numeric_limits<double>::max_digits10);
    const auto* list = std::get_if<token_list>(&outcome);
    const auto* failure = std::get_if<poll_failure>(&outcome);
    const list_tally& tally = list != nullptr ? list->tally : failure->tally;
    if (failure != nullptr)
        out << name(failure->reason) << failure->status << failure->detail << '\n';
    else
        out << list->body_bytes << '\n';
    for (const token_record& token : list != nullptr ? list->tokens : std::vector<token_record>{}) {
        out << token.name << '|' << token.token_type << '|' << token.reset_period << '|'
            << token.balance.value_or(-1e9) << '|' << token.active_balance << '|'
            << (token.expire_time ? format_rfc3339(*token.expire_time) : "never") << '|'
            << token.reset_amount.value_or(-1e9) << '|' << token.balance_malformed
            << token.expire_time_malformed << '\n';
    }
    out << tally.revoked << ' ' << tally.filtered << ' ' << tally.collisions << ' '
        << tally.zoneless_expire_time;
    for (const std::size_t count : tally.skipped)
        out << ' ' << count;
    for (const std::size_t count : tally.field_errors)
        out << ' ' << count;
    return out.str();
}

} // namespace balanced
