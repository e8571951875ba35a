#include <balanced/core/remembered.hpp>
#include <balanced/core/snapshot.hpp>

#include <cmath>

namespace balanced {
namespace {

remembered_token remember(const tracked_token& token, time_point listed) {
    remembered_token known{.name = token.record.name,
                           .balance = token.last_balance,
                           .balance_level = token.last_balance_level,
                           .expiry_level = token.last_expiry_level,
                           .consumed = token.consumed,
                           .added = token.added,
                           .runway_level = token.last_runway_level,
                           .burn = token.burn};
    if (token.balance_seen && token.balance_seen->wall != listed)
        known.seen = token.balance_seen->wall;
    return known;
}

} // namespace

bool is_estimate(const burn_estimate& burn) {
    constexpr duration longest = std::chrono::years(50);
    constexpr double rounding = 1 + 1e-9;
    return std::isfinite(burn.credits) && burn.credits >= 0 && burn.watched <= longest && burn.seconds > 0 &&
           burn.seconds <= in_seconds(burn.watched) * rounding;
}

std::shared_ptr<const remembered_account> remember(const account_snapshot& snapshot) {
    if (!snapshot.last_success)
        return snapshot.remembered;
    auto account = std::make_shared<remembered_account>();
    account->listed = *snapshot.last_success;
    account->tokens.reserve(snapshot.tokens.size());
    for (const tracked_token& token : snapshot.tokens)
        account->tokens.push_back(remember(token, account->listed));
    return account;
}

std::vector<tracked_token> recall(const remembered_account& account) {
    std::vector<tracked_token> tokens;
    tokens.reserve(account.tokens.size());
    for (const remembered_token& known : account.tokens) {
        tracked_token& token = tokens.emplace_back();
        token.record.name = known.name;
        token.last_balance = known.balance;
        token.last_balance_level = known.balance_level;
        token.last_runway_level = known.runway_level;
        token.last_expiry_level = known.expiry_level;
        token.burn = known.burn;
        if (known.balance)
            token.balance_seen = moment(known.seen.value_or(account.listed), std::nullopt);
        token.consumed = known.consumed;
        token.added = known.added;
    }
    return tokens;
}

} // namespace balanced
