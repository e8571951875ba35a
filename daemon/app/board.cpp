#include <balanced/app/board.hpp>

#include <algorithm>
#include <utility>

namespace balanced {

bool board::ready() {
    was_ready_ = was_ready_ || std::ranges::all_of(accounts, [](const auto& entry) {
                     return entry.second->snapshot->last_poll.has_value();
                 });
    return was_ready_;
}

std::vector<account_view> board::views() const {
    std::vector<account_view> all;
    all.reserve(accounts.size());
    for (const auto& [name, view] : accounts)
        all.push_back(*view);
    return all;
}

std::shared_ptr<account_view> new_view(const account_settings& account, account_snapshot snapshot) {
    auto view = std::make_shared<account_view>();
    view->account = account.tracking.account;
    view->poll_interval_seconds = in_seconds(account.poll_interval);
    view->tokens = std::make_shared<const token_chunks>(render_tokens(view->account, snapshot, {}));
    view->snapshot = std::make_shared<const account_snapshot>(std::move(snapshot));
    return view;
}

} // namespace balanced
