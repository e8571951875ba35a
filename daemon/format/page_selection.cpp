#include <balanced/format/page_selection.hpp>

#include <algorithm>
#include <tuple>

namespace balanced {
namespace {

time_point end_of(const account_snapshot& snapshot, const tracked_token& token) {
    const time_point never = time_point::max();
    const time_point exhaustion = snapshot.stale ? never : token.exhaustion().value_or(never);
    return std::min(exhaustion, token.record.expire_time.value_or(never));
}

void count(level_counts& counts, const account_snapshot& snapshot, const tracked_token& token, level worst) {
    ++counts.tokens;
    if (worst == level::worst) {
        const auto is_worst = [&](level_kind kind) {
            return snapshot.shown_level(token, kind) == level::worst ? 1U : 0U;
        };
        counts.exhausted += is_worst(level_kind::balance);
        counts.expired += is_worst(level_kind::expiry);
    } else if (worst == level::critical)
        ++counts.critical;
    else if (worst == level::warning)
        ++counts.warning;
    else if (is_level_unknown(snapshot, token))
        ++counts.unknown;
    else
        ++counts.ok;
}

/// Views and tokens are sorted by name already, so their places stand for the names. What is not known may be
/// worse than what is ok.
bool comes_first(const page_row& left, const page_row& right) {
    return std::tuple(right.worst, right.unknown, left.end, left.account, left.place) <
           std::tuple(left.worst, left.unknown, right.end, right.account, right.place);
}

} // namespace

page_selection select_rows(std::span<const account_view> accounts, const token_query& query) {
    page_selection selection;
    token_query any_level = query;
    any_level.level = level_choice::ok;
    for (const account_view& view : accounts) {
        const account_snapshot& snapshot = *view.snapshot;
        for (std::size_t place = 0; place < snapshot.tokens.size(); ++place) {
            const tracked_token& token = snapshot.tokens[place];
            if (!any_level.selects(view.account, snapshot, token))
                continue;
            const level worst = snapshot.worst_level(token);
            count(selection.counts, snapshot, token, worst);
            if (query.selects(view.account, snapshot, token))
                selection.rows.push_back(
                    {&view, place, worst, is_level_unknown(snapshot, token), end_of(snapshot, token)});
        }
    }
    selection.selected = selection.rows.size();
    const std::size_t shown = std::min({selection.selected, most_rows, query.limit.value_or(most_rows)});
    const auto middle = selection.rows.begin() + static_cast<std::ptrdiff_t>(shown);
    std::partial_sort(selection.rows.begin(), middle, selection.rows.end(), comes_first);
    selection.rows.erase(middle, selection.rows.end());
    return selection;
}

bool is_level_unknown(const account_snapshot& snapshot, const tracked_token& token) {
    return snapshot.stale && token.record.has_budget() && snapshot.worst_level(token) == level::ok;
}

} // namespace balanced
