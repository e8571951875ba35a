#include <balanced/format/json_object.hpp>
#include <balanced/format/once_report.hpp>
#include <balanced/format/token_json.hpp>

namespace balanced {
namespace {

void append_levels(std::string& out, const account_snapshot& account, const tracked_token& token) {
    json_object object(out);
    for (const level_kind kind : {level_kind::balance, level_kind::runway, level_kind::expiry}) {
        const std::optional<level> at = account.shown_level(token, kind);
        object.known_text(name(kind), at ? severity_name(kind, *at) : "");
    }
    object.end();
}

} // namespace

void append_account_json(std::string& out, std::string_view account_name, const account_snapshot& account) {
    const auto& outage = account.outage;
    const std::optional<bool> up = account.last_poll ? std::optional(!outage) : std::nullopt;
    json_object object(out);
    object.text("name", account_name).truth("up", up);
    object.time("last_poll", account.last_poll).time("last_successful_poll", account.last_success);
    object.known_text("last_error", outage ? failure_text(outage->last) : "");
    object.number("tokens", static_cast<double>(account.tokens.size())).truth("stale", account.stale);
    object.end();
}

void append_token_json(std::string& out, std::string_view account_name, const account_snapshot& account,
                       const tracked_token& token) {
    const token_record& record = token.record;
    const auto unless_stale = [&](const auto& value) { return account.stale ? std::nullopt : value; };
    json_object object(out);
    object.text("account", account_name).text("name", record.name).text("token_type", record.token_type);
    object.number("balance", unless_stale(record.balance)).truth("active_balance", record.active_balance);
    object.time("expire_time", record.expire_time).truth("usable", unless_stale(std::optional(token.usable)));
    object.known_text("reset_period", token.shown_period()).number("reset_amount", token.reset_amount);
    object.time("reset_time", account.reset_time(token));
    object.number("burn_credits_per_second", unless_stale(token.burn_rate));
    object.time("exhaustion_time", unless_stale(token.exhaustion())).raw("levels", "");
    append_levels(out, account, token);
    object.end();
}

} // namespace balanced
