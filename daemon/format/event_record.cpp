#include <balanced/format/event_record.hpp>
#include <balanced/format/phrase.hpp>
#include <balanced/format/units.hpp>

#include <algorithm>

namespace balanced {
namespace {

std::string number(double value) {
    std::string text;
    append_number(text, value);
    return text;
}

std::string sentence(const threshold_crossed& crossed) {
    const bool balance = crossed.kind == level_kind::balance;
    if (crossed.severity == level::worst)
        return crossed.token_name + (balance ? " is exhausted" : " has expired");
    if (balance)
        return "balance of " + crossed.token_name + " is at " + number(crossed.value) + " credits, " +
               std::string(severity_name(crossed.kind, crossed.severity)) + " at " +
               number(crossed.threshold);
    if (crossed.kind == level_kind::runway)
        return "balance of " + crossed.token_name + " lasts " + humane_duration(crossed.value) +
               " at the present burn rate, " + std::string(severity_name(crossed.kind, crossed.severity)) +
               " at " + humane_duration(crossed.threshold);
    return crossed.token_name + " expires in " + humane_duration(crossed.value);
}

std::string sentence(const threshold_recovered& recovered) {
    std::string text;
    if (!recovered.value)
        text = "balance of " + recovered.token_name + " has no end in sight";
    else if (recovered.kind == level_kind::balance)
        text = "balance of " + recovered.token_name + " is back at " + number(*recovered.value) + " credits";
    else if (recovered.kind == level_kind::runway)
        text = "balance of " + recovered.token_name + " now lasts " + humane_duration(*recovered.value);
    else
        text = recovered.token_name + " now expires in " + humane_duration(*recovered.value);
    return text.append(", ").append(severity_name(recovered.kind, recovered.severity));
}

log_level level_of_crossing(level severity) {
    return severity == level::warning ? log_level::warn : log_level::error;
}

/// One call for each kind of event. The level is set by who calls.
struct recorder {
    std::string account;

    log_record operator()(const tokens_listed& listed) const {
        return {.event = "tokens_listed",
                .msg = account + " has " + counted(listed.tokens, "token"),
                .fields = {{"account", account}, {"tokens", static_cast<std::int64_t>(listed.tokens)}}};
    }

    log_record operator()(const threshold_crossed& crossed) const {
        const auto from = crossed.from ? severity_name(crossed.kind, *crossed.from) : "unknown";
        return {.event = "threshold_crossed",
                .msg = sentence(crossed),
                .fields = {{"account", account},
                           {"token_name", crossed.token_name},
                           {"kind", std::string(name(crossed.kind))},
                           {"severity", std::string(severity_name(crossed.kind, crossed.severity))},
                           {"from", std::string(from)},
                           {"value", crossed.value},
                           {"threshold", crossed.threshold}}};
    }

    log_record operator()(const threshold_recovered& recovered) const {
        log_record record{
            .event = "threshold_recovered",
            .msg = sentence(recovered),
            .fields = {{"account", account},
                       {"token_name", recovered.token_name},
                       {"kind", std::string(name(recovered.kind))},
                       {"from", std::string(severity_name(recovered.kind, recovered.from))},
                       {"severity", std::string(severity_name(recovered.kind, recovered.severity))}}};
        if (recovered.value)
            record.fields.emplace_back("value", *recovered.value);
        return record;
    }

    log_record operator()(const token_added& added) const {
        return {.event = "token_added",
                .msg = added.token_name + " is new",
                .fields = {{"account", account}, {"token_name", added.token_name}}};
    }

    log_record operator()(const token_removed& removed) const {
        return {.event = "token_removed",
                .msg = removed.token_name + " is no longer listed",
                .fields = {{"account", account}, {"token_name", removed.token_name}}};
    }

    log_record operator()(const balance_added& added) const {
        return {.event = "balance_added",
                .msg = "balance of " + added.token_name + " rose by " + number(added.amount) + " to " +
                       number(added.value) + " credits",
                .fields = {{"account", account},
                           {"token_name", added.token_name},
                           {"value", added.value},
                           {"amount", added.amount}}};
    }

    log_record operator()(const name_collision& collision) const {
        return {.event = "name_collision",
                .msg = counted(collision.renamed, "token") + " of " + account +
                       " numbered, for an earlier one has the same name",
                .fields = {{"account", account}, {"renamed", static_cast<std::int64_t>(collision.renamed)}}};
    }

    log_record operator()(const zoneless_expire_time&) const {
        return {.event = "zoneless_expire_time",
                .msg = "an expire_time of " + account + " names no time zone and is taken as UTC",
                .fields = {{"account", account}}};
    }

    log_record operator()(const poll_failed& failed) const {
        log_record record{.event = "poll_failed",
                          .msg = "poll of " + account + " failed: " + std::string(name(failed.reason)) +
                                 ", next in " + humane_duration(in_seconds(failed.retry_in)),
                          .fields = {{"account", account}, {"reason", std::string(name(failed.reason))}}};
        if (failed.status > 0)
            record.fields.emplace_back("status", static_cast<std::int64_t>(failed.status));
        record.fields.emplace_back("detail", failed.detail);
        record.fields.emplace_back("retry_in", in_seconds(failed.retry_in));
        return record;
    }

    log_record operator()(const poll_recovered& recovered) const {
        return {.event = "poll_recovered",
                .msg = "polls of " + account + " succeed again after " +
                       humane_duration(in_seconds(recovered.outage)),
                .fields = {{"account", account}, {"outage", in_seconds(recovered.outage)}}};
    }
};

} // namespace

log_level level_of(const event& what) {
    if (const auto* crossed = std::get_if<threshold_crossed>(&what))
        return level_of_crossing(crossed->severity);
    const bool wrong = std::holds_alternative<poll_failed>(what) ||
                       std::holds_alternative<name_collision>(what) ||
                       std::holds_alternative<zoneless_expire_time>(what);
    return wrong ? log_level::warn : log_level::info;
}

log_record to_log_record(const event& what, std::string_view account) {
    log_record record = std::visit(recorder{std::string(account)}, what);
    record.level = level_of(what);
    return record;
}

log_record more_crossings_record(std::string_view account, std::size_t count, level worst) {
    const std::string name(account);
    return {.level = level_of_crossing(worst),
            .event = "threshold_crossed_more",
            .msg = std::to_string(count) + " more thresholds of " + name + " were crossed in the same poll",
            .fields = {{"account", name}, {"count", static_cast<std::int64_t>(count)}}};
}

} // namespace balanced
