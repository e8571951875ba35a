#include <balanced/app/board.hpp>

#include <algorithm>

namespace balanced {

bool board::ready() const {
    return std::ranges::all_of(accounts,
                               [](const account_view& view) { return view.snapshot->last_poll.has_value(); });
}

board empty_board(const settings& settings) {
    board result;
    for (const account_settings& account : settings.accounts) {
        account_view view;
        view.account = account.tracking.account;
        view.poll_interval_seconds = in_seconds(account.poll_interval);
        view.snapshot = std::make_shared<const account_snapshot>();
        view.tokens = std::make_shared<const token_chunks>(
            render_tokens(view.account, *view.snapshot, settings.excluded_families));
        result.accounts.push_back(std::move(view));
    }
    return result;
}

} // namespace balanced
