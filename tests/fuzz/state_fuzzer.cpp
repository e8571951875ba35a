#include <balanced/core/tracker.hpp>
#include <balanced/format/state.hpp>

#include <format/state_example.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iostream>

// Any bytes are a state or a fault, as they are and with the checksum that they should have. What is a state
// is said again in the same words, and tracking goes on from it to sound forecasts.

namespace balanced {
namespace {

/// No clock is beyond what can be written.
constexpr time_point first_day = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
constexpr time_point last_day = std::chrono::sys_days(std::chrono::year(9999) / 12 / 1);

void require(bool holds, const char* what) {
    if (holds)
        return;
    std::cerr << "not so: " << what << '\n';
    std::abort();
}

bool is_sound(const tracked_token& token) {
    const bool rate = !token.burn_rate || (std::isfinite(*token.burn_rate) && *token.burn_rate >= 0);
    const bool runway = !token.runway || *token.runway >= duration::zero();
    const bool levels = token.runway_level.value_or(level::ok) <= level::critical &&
                        token.last_runway_level.value_or(level::ok) <= level::critical;
    return rate && runway && levels && token.burn.credits >= 0 && token.burn.seconds >= 0 &&
           token.burn.watched >= duration::zero() && (token.burn_rate || !token.runway);
}

/// Two lists: each token's balance falls in the first, and has not changed in the second.
void go_on_from(const std::shared_ptr<const remembered_account>& known, time_point at) {
    tracking_settings settings;
    settings.overrides.push_back(
        {.match = {.token_name = "*a*"}, .reset = reset_rule{reset_period::weekly, 7}});
    settings.calendar =
        std::make_shared<const reset_calendar>(reset_calendar{{{time_point(), std::chrono::hours(1)}}});
    token_list list;
    for (const remembered_token& token : known->tokens) {
        token_record& record = list.tokens.emplace_back();
        record.name = token.name;
        record.balance = token.balance.value_or(1) - 0.5;
        record.active_balance = true;
    }
    account_snapshot snapshot;
    snapshot.remembered = known;
    for (const duration later : {duration::zero(), duration(std::chrono::minutes(1))}) {
        snapshot = track_list(snapshot, list, settings, at + later).snapshot;
        for (const tracked_token& token : snapshot.tokens)
            require(is_sound(token), "a forecast is sound");
    }
    const remembered_accounts again{{"a", remember(snapshot)}};
    require(fault_of(text_of(again)).empty(), "what is remembered of it is a state");
}

void check(std::string_view text) {
    const state_reading got = read_state(text);
    if (!got.fault.empty())
        return;
    const state_reading again = read_state(text_of(got.state.accounts));
    require(again.fault.empty(), "what was read can be written");
    require(again.state.accounts.size() == got.state.accounts.size(), "with all accounts");
    for (const auto& [name, account] : got.state.accounts) {
        const auto found = again.state.accounts.find(name);
        require(found != again.state.accounts.end() && *found->second == *account, "and is the same");
        const time_point listed = account->listed;
        for (const time_point at :
             {example_time, listed, listed + std::chrono::hours(1), listed - std::chrono::hours(1)})
            go_on_from(account, std::clamp(at, first_day, last_day));
    }
}

} // namespace
} // namespace balanced

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    balanced::check(text);
    balanced::check(balanced::with_ending(balanced::body_of(text)));
    return 0;
}
