#include <balanced/core/remembered.hpp>
#include <balanced/core/snapshot.hpp>

namespace balanced {

std::shared_ptr<const remembered_account> remember(const account_snapshot& snapshot) {
    if (!snapshot.last_success)
        return snapshot.remembered;
    auto account = std::make_shared<remembered_account>();
    account->listed = *snapshot.last_success;
    account->tokens.reserve(snapshot.tokens.size());
    for (const tracked_token& token : snapshot.tokens)
        account->tokens.push_back({token.record.name, token.last_balance, token.last_balance_level,
                                   token.last_expiry_level, token.consumed, token.added});
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
        token.last_expiry_level = known.expiry_level;
        token.consumed = known.consumed;
        token.added = known.added;
    }
    return tokens;
}

} // namespace balanced
