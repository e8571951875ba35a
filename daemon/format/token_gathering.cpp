#include <balanced/format/token_gathering.hpp>

#include <functional>
#include <string_view>
#include <utility>

namespace balanced {
namespace {

poll_failure without_tokens(std::size_t entries, const list_tally& tally) {
    std::string detail = entries == 1 ? "the only entry is no token"
                                      : "none of " + std::to_string(entries) + " entries is a token";
    return {failure_reason::schema, 0, std::move(detail), std::nullopt, tally};
}

void mix(std::size_t& into, std::string_view text) {
    constexpr std::size_t golden_ratio = 0x9E3779B97F4A7C15U;
    into ^= std::hash<std::string_view>()(text) + golden_ratio + (into << 6U) + (into >> 2U);
}

} // namespace

void token_gathering::add_what_is_no_object() {
    ++entries_;
    ++list_.tally.skipped[static_cast<std::size_t>(skip_reason::not_object)];
}

void token_gathering::add(token_entry& entry) {
    const bool identified = from_ == origin::pages && !entry.identity.id.empty();
    if (from_ == origin::pages)
        mix_in(entry);
    if (identified && earlier_ids_.contains(entry.identity.id))
        return;
    ++entries_;
    list_tally& tally = list_.tally;
    if (!entry.revoked && entry.name == token_entry::name_state::absent) {
        ++tally.skipped[static_cast<std::size_t>(skip_reason::no_name)];
        return;
    }
    if (!entry.revoked && entry.name == token_entry::name_state::malformed) {
        ++tally.skipped[static_cast<std::size_t>(skip_reason::bad_name)];
        return;
    }
    if (identified)
        ids_.push_back(entry.identity.id);
    if (entry.revoked)
        ++tally.revoked;
    else if (!filter_.accepts(entry.record.name))
        ++tally.filtered;
    else
        keep(entry);
}

void token_gathering::mix_in(const token_entry& entry) {
    const token_record& record = entry.record;
    for (const std::string* text :
         {&record.name, &entry.identity.id, &entry.identity.masked, &record.token_type})
        mix(fingerprint_, *text);
    const double expire = record.expire_time ? unix_seconds(*record.expire_time) : 0;
    for (const double number : {record.balance.value_or(0), expire})
        mix(fingerprint_, {reinterpret_cast<const char*>(&number), sizeof number});
}

void token_gathering::keep(token_entry& entry) {
    for (std::size_t i = 0; i < entry.faults.size(); ++i)
        list_.tally.field_errors[i] += entry.faults[i] ? 1 : 0;
    list_.tally.zoneless_expire_time = list_.tally.zoneless_expire_time || entry.zoneless;
    const bool identified = !entry.identity.id.empty() || !entry.identity.masked.empty();
    if (identified || !identities_.empty()) {
        if (!entry.identity.id.empty())
            entry.identity.masked.clear();
        identities_.resize(list_.tokens.size());
        identities_.push_back(std::move(entry.identity));
    }
    list_.tokens.push_back(std::move(entry.record));
}

std::size_t token_gathering::end_page() {
    for (std::string& id : ids_)
        earlier_ids_.insert(std::move(id));
    ids_.clear();
    return std::exchange(fingerprint_, 0);
}

poll_outcome token_gathering::finish(std::size_t body_bytes) {
    if (!identities_.empty())
        identities_.resize(list_.tokens.size());
    list_tally& tally = list_.tally;
    tally.collisions = number_namesakes(list_.tokens, identities_);
    list_.body_bytes = body_bytes;
    if (entries_ > 0 && list_.tokens.empty() && tally.revoked + tally.filtered == 0)
        return without_tokens(entries_, tally);
    return std::move(list_);
}

} // namespace balanced
