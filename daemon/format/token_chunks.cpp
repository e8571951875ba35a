#include <balanced/format/exposition.hpp>
#include <balanced/format/token_chunks.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace balanced {
namespace {

// Measured over 10,000 tokens (8.8 MB): level 1 leaves 6.8 % in 18 ms, level 4 5.9 % in 34 ms, level 6 5.5 %
// in 58 ms. It is done once a poll, so time counts for more.
constexpr int deflate_level = 1;

void append_active_balance(const series& to, const account_snapshot&, const tracked_token& token) {
    to.append(std::uint64_t{token.record.active_balance});
}

void append_added(const series& to, const account_snapshot&, const tracked_token& token) {
    if (token.last_balance)
        to.append(token.added);
}

void append_balance(const series& to, const account_snapshot& account, const tracked_token& token) {
    if (token.record.balance && !account.stale)
        to.append(*token.record.balance);
}

void append_thresholds(const series& to, const account_snapshot&, const tracked_token& token) {
    if (!token.thresholds)
        return;
    to.append(token.thresholds->critical, {{"severity", "critical"}});
    to.append(token.thresholds->warning, {{"severity", "warning"}});
}

void append_burn_rate(const series& to, const account_snapshot& account, const tracked_token& token) {
    if (token.burn_rate && !account.stale)
        to.append(*token.burn_rate);
}

void append_consumed(const series& to, const account_snapshot&, const tracked_token& token) {
    if (token.last_balance)
        to.append(token.consumed);
}

void append_exhaustion(const series& to, const account_snapshot& account, const tracked_token& token) {
    if (account.stale)
        return;
    if (const std::optional<time_point> at = token.exhaustion())
        to.append(*at);
}

void append_expire_time(const series& to, const account_snapshot&, const tracked_token& token) {
    if (token.record.expire_time)
        to.append(*token.record.expire_time);
}

void append_info(const series& to, const account_snapshot&, const tracked_token& token) {
    to.append(std::uint64_t{1},
              {{"token_type", token.record.token_type}, {"reset_period", token.record.reset_period}});
}

void append_levels(const series& to, const account_snapshot& account, const tracked_token& token) {
    for (const level_kind kind : {level_kind::balance, level_kind::expiry, level_kind::runway}) { // sorted
        if (const std::optional<level> at = account.shown_level(token, kind))
            to.append(static_cast<std::uint64_t>(*at), {{"kind", name(kind)}});
    }
}

void append_reset_amount(const series& to, const account_snapshot&, const tracked_token& token) {
    if (token.reset_amount)
        to.append(*token.reset_amount);
}

void append_reset_time(const series& to, const account_snapshot& account, const tracked_token& token) {
    if (const std::optional<time_point> at = account.reset_time(token))
        to.append(*at);
}

void append_usable(const series& to, const account_snapshot& account, const tracked_token& token) {
    if (!account.stale)
        to.append(std::uint64_t{token.usable});
}

using token_writer = void (*)(const series& to, const account_snapshot& account, const tracked_token& token);

constexpr std::array<std::pair<std::string_view, token_writer>, 13> token_writers{{
    {"edenai_token_active_balance", append_active_balance},
    {"edenai_token_added_credits_total", append_added},
    {"edenai_token_balance_credits", append_balance},
    {"edenai_token_balance_threshold_credits", append_thresholds},
    {"edenai_token_burn_credits_per_second", append_burn_rate},
    {"edenai_token_consumed_credits_total", append_consumed},
    {"edenai_token_exhaustion_timestamp_seconds", append_exhaustion},
    {"edenai_token_expire_timestamp_seconds", append_expire_time},
    {"edenai_token_info", append_info},
    {"edenai_token_level", append_levels},
    {"edenai_token_reset_amount_credits", append_reset_amount},
    {"edenai_token_reset_timestamp_seconds", append_reset_time},
    {"edenai_token_usable", append_usable},
}};

token_writer writer_of(const metric_family& family) {
    const auto found =
        std::ranges::find(token_writers, family.name, [](const auto& writer) { return writer.first; });
    return found == token_writers.end() ? nullptr : found->second;
}

/// The labels that all series of a token share, escaped once, one behind the other: a string each would cost
/// more than writing them does.
struct shared_labels {
    std::string text;
    std::vector<std::size_t> ends;

    std::string_view of(std::size_t token) const {
        const std::size_t begin = token == 0 ? 0 : ends[token - 1];
        return std::string_view(text).substr(begin, ends[token] - begin);
    }
};

shared_labels token_labels(std::string_view account, const std::vector<tracked_token>& tokens) {
    std::string first = "{";
    append_label(first, {"account", account});
    first += ',';
    shared_labels labels;
    labels.ends.reserve(tokens.size());
    for (const auto& token : tokens) {
        append_label(labels.text.append(first), {"token_name", token.record.name});
        labels.ends.push_back(labels.text.size());
    }
    return labels;
}

/// About what a family takes: its name, a further label and a value beside each token's labels.
std::size_t expected_size(const shared_labels& labels) {
    constexpr std::size_t rest_of_line = 80;
    return labels.text.size() + labels.ends.size() * rest_of_line;
}

} // namespace

token_chunks render_tokens(std::string_view account, const account_snapshot& snapshot,
                           const std::set<std::string, std::less<>>& excluded) {
    const shared_labels labels = token_labels(account, snapshot.tokens);
    token_chunks chunks;
    std::string text; // one buffer for all families, so that each chunk is as large as it must be
    text.reserve(expected_size(labels));
    for (const metric_family& family : metric_families()) {
        if (family.scope != family_scope::token)
            continue;
        text.clear();
        const token_writer write = writer_of(family);
        for (std::size_t i = 0; write && !excluded.contains(family.name) && i < snapshot.tokens.size(); ++i)
            write({text, family.name, labels.of(i)}, snapshot, snapshot.tokens[i]);
        chunks.by_family.push_back(text);
    }
    for (const auto& token : snapshot.tokens)
        ++chunks.by_type[token.record.token_type];
    return chunks;
}

deflated_chunks deflate_tokens(const token_chunks& chunks) {
    deflater deflate(deflate_level, deflater::size::large);
    deflated_chunks deflated;
    deflated.by_family.reserve(chunks.by_family.size());
    for (const std::string& chunk : chunks.by_family)
        deflated.by_family.push_back(deflate(chunk));
    return deflated;
}

} // namespace balanced
