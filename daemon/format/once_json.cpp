#include <balanced/format/json_object.hpp>
#include <balanced/format/once_json.hpp>
#include <balanced/format/quoted_text.hpp>
#include <balanced/format/token_json.hpp>

namespace balanced {
namespace {

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
    std::string out;
    append_account_json(out, account.name, account.snapshot);
    return out;
}

std::string token_json(const reported_token& reported) {
    std::string out;
    append_token_json(out, reported.account->name, reported.account->snapshot, *reported.token);
    return out;
}

std::string whole(plugin_status status, std::string_view summary, std::string_view faults,
                  std::string_view accounts, std::string_view tokens) {
    std::string out;
    json_object object(out);
    object.text("status", plugin_status_names[static_cast<std::size_t>(status)]).text("summary", summary);
    object.raw("faults", faults).raw("accounts", accounts).raw("tokens", tokens);
    object.end();
    return out + "\n";
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
