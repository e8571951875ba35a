#include <balanced/format/json_object.hpp>
#include <balanced/format/token_json.hpp>
#include <balanced/format/tokens_json.hpp>

#include <limits>
#include <utility>

namespace balanced {
namespace {

constexpr std::size_t piece_bytes = std::size_t(64) * 1024;
/// Where a filter finds nothing, a piece is to end all the same.
constexpr std::size_t steps_per_piece = 10'000;

} // namespace

tokens_json_stream::tokens_json_stream(std::span<const account_view> accounts, token_query query)
    : query_(std::move(query))
    , left_(query_.limit.value_or(std::numeric_limits<std::size_t>::max())) {
    for (const account_view& each : accounts) {
        if (query_.account.empty() || each.account == query_.account)
            accounts_.push_back({each.account, each.snapshot});
    }
}

std::string tokens_json_stream::next() {
    std::string out;
    for (std::size_t steps = 0; !ended() && steps < steps_per_piece && out.size() < piece_bytes; ++steps)
        step(out);
    return out;
}

void tokens_json_stream::step(std::string& out) {
    switch (part_) {
    case part::begin:
        out += R"({"status":"success","data":{"accounts":[)";
        first_of_array_ = true;
        part_ = part::accounts;
        break;
    case part::accounts:
        step_in_accounts(out);
        break;
    case part::tokens:
        step_in_tokens(out);
        break;
    case part::end:
        break;
    }
}

void tokens_json_stream::step_in_accounts(std::string& out) {
    if (account_ == accounts_.size()) {
        out += R"(],"tokens":[)";
        first_of_array_ = true;
        account_ = 0;
        part_ = part::tokens;
        return;
    }
    const shown_account& account = accounts_[account_++];
    out += std::exchange(first_of_array_, false) ? "" : ",";
    append_account_json(out, account.name, *account.snapshot);
}

void tokens_json_stream::step_in_tokens(std::string& out) {
    if (account_ == accounts_.size() || left_ == 0) {
        out += "]}}\n";
        accounts_.clear();
        part_ = part::end;
        return;
    }
    const auto& [name, snapshot] = accounts_[account_];
    if (token_ == snapshot->tokens.size()) {
        ++account_;
        token_ = 0;
        return;
    }
    const tracked_token& token = snapshot->tokens[token_++];
    if (!query_.selects(name, *snapshot, token))
        return;
    --left_;
    out += std::exchange(first_of_array_, false) ? "" : ",";
    append_token_json(out, name, *snapshot, token);
}

std::string bad_query_json(std::string_view fault) {
    std::string out;
    json_object object(out);
    object.text("status", "error").text("errorType", "bad_data").text("error", fault);
    object.end();
    return out + "\n";
}

} // namespace balanced
