#include <balanced/format/once_json.hpp>
#include <balanced/format/quoted_text.hpp>
#include <balanced/format/timestamp.hpp>
#include <balanced/format/units.hpp>

namespace balanced {
namespace {

/// Members of one JSON object, in the order in which they are added.
class json_object {
public:
    json_object& raw(std::string_view key, std::string_view json) {
        text_ += text_.size() == 1 ? "\"" : ",\"";
        text_.append(key).append("\":").append(json);
        return *this;
    }
    json_object& text(std::string_view key, std::string_view value) {
        std::string quoted;
        append_quoted(quoted, value);
        return raw(key, quoted);
    }
    json_object& known_text(std::string_view key, std::string_view value) {
        return value.empty() ? raw(key, "null") : text(key, value);
    }
    json_object& number(std::string_view key, std::optional<double> value) {
        std::string digits = "null";
        if (value) {
            digits.clear();
            append_number(digits, *value);
        }
        return raw(key, digits);
    }
    json_object& time(std::string_view key, std::optional<time_point> value) {
        return known_text(key, value ? format_rfc3339(*value) : "");
    }
    json_object& truth(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
    std::string end() const { return text_ + "}"; }

private:
    std::string text_ = "{";
};

/// An array of what `one` makes of each item.
template <typename Items, typename One>
std::string json_array(const Items& items, const One& one) {
    std::string text = "[";
    for (const auto& item : items)
        text.append(text.size() == 1 ? "" : ",").append(one(item));
    return text + "]";
}

std::string quoted(std::string_view text) {
    std::string out;
    append_quoted(out, text);
    return out;
}

std::string account_json(const polled_account& account) {
    const account_snapshot& snapshot = account.snapshot;
    const auto& outage = snapshot.outage;
    json_object object;
    object.text("name", account.name).truth("up", !outage);
    object.time("last_poll", snapshot.last_poll).time("last_successful_poll", snapshot.last_success);
    object.known_text("last_error", outage ? failure_text(outage->last) : "");
    object.number("tokens", static_cast<double>(snapshot.tokens.size())).truth("stale", snapshot.stale);
    return object.end();
}

std::string token_json(const reported_token& reported) {
    const tracked_token& token = *reported.token;
    const token_record& record = token.record;
    const account_snapshot& snapshot = reported.account->snapshot;
    json_object levels;
    for (const level_kind kind : {level_kind::balance, level_kind::runway, level_kind::expiry}) {
        const std::optional<level> at = snapshot.shown_level(token, kind);
        levels.known_text(name(kind), at ? severity_name(kind, *at) : std::string_view());
    }
    const std::string_view period =
        record.reset_period.empty() && token.reset ? name(*token.reset) : record.reset_period;
    json_object object;
    object.text("account", reported.account->name).text("name", record.name);
    object.text("token_type", record.token_type).number("balance", record.balance);
    object.truth("active_balance", record.active_balance).time("expire_time", record.expire_time);
    object.truth("usable", token.usable).known_text("reset_period", period);
    object.number("reset_amount", token.reset_amount).time("reset_time", snapshot.reset_time(token));
    object.number("burn_credits_per_second", token.burn_rate).time("exhaustion_time", token.exhaustion());
    object.raw("levels", levels.end());
    return object.end();
}

std::string whole(plugin_status status, std::string_view summary, std::string_view faults,
                  std::string_view accounts, std::string_view tokens) {
    json_object object;
    object.text("status", plugin_status_names[static_cast<std::size_t>(status)]).text("summary", summary);
    object.raw("faults", faults).raw("accounts", accounts).raw("tokens", tokens);
    return object.end() + "\n";
}

} // namespace

std::string once_json(const once_report& report) {
    return whole(report.status, report.summary, "[]", json_array(report.accounts, account_json),
                 json_array(report.tokens, token_json));
}

std::string once_fault_json(std::span<const std::string> faults) {
    return whole(plugin_status::unknown, faults.front(), json_array(faults, quoted), "[]", "[]");
}

} // namespace balanced
