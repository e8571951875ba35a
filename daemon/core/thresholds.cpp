#include <balanced/core/thresholds.hpp>

#include <algorithm>

namespace balanced {
namespace {

constexpr std::string_view sandbox_type = "sandbox_api_token";

/// The first override that fits `token` and names what `member` points at.
template <typename Thing>
const Thing& named_for(const token_record& token, const tracking_settings& settings, const Thing& otherwise,
                       std::optional<Thing> threshold_override::*member) {
    for (const threshold_override& candidate : settings.overrides) {
        const auto& named = candidate.*member;
        if (named && candidate.match.fits(settings.account, token.name, token.token_type))
            return *named;
    }
    return otherwise;
}

/// A sandbox token costs nothing, so its budget matters only where an override asks for just that type.
template <typename Thing>
bool budget_matters(const token_record& token, const tracking_settings& settings,
                    std::optional<Thing> threshold_override::*member) {
    return token.token_type != sandbox_type ||
           std::ranges::any_of(settings.overrides, [&](const threshold_override& candidate) {
               return candidate.*member && candidate.match.token_type &&
                      candidate.match.fits(settings.account, token.name, token.token_type);
           });
}

std::optional<double> credits(const credit_amount& amount, std::optional<double> whole) {
    if (!amount.share)
        return amount.value;
    return whole && *whole > 0 ? std::optional(amount.value * *whole) : std::nullopt;
}

} // namespace

reset_rule reset_of(const token_record& token, const tracking_settings& settings) {
    const reset_rule named = named_for(token, settings, reset_rule(), &threshold_override::reset);
    reset_rule rule;
    rule.period = token.reset_period.empty() ? named.period : parse_reset_period(token.reset_period);
    rule.amount = token.reset_amount ? token.reset_amount : named.amount;
    return rule;
}

std::optional<credit_thresholds> credit_thresholds_for(const token_record& token,
                                                       const tracking_settings& settings) {
    if (!token.has_budget() || !budget_matters(token, settings, &threshold_override::balance))
        return std::nullopt;
    const balance_thresholds& at = named_for(token, settings, settings.balance, &threshold_override::balance);
    const std::optional<double> whole = reset_of(token, settings).amount;
    const auto warning = credits(at.warning, whole);
    const auto critical = credits(at.critical, whole);
    if (!at.enabled || !warning || !critical)
        return std::nullopt;
    return credit_thresholds{*warning, *critical};
}

std::optional<runway_thresholds> runway_thresholds_for(const token_record& token,
                                                       const tracking_settings& settings) {
    if (!token.has_budget() || !budget_matters(token, settings, &threshold_override::runway))
        return std::nullopt;
    const runway_thresholds& at = named_for(token, settings, settings.runway, &threshold_override::runway);
    return at.enabled ? std::optional(at) : std::nullopt;
}

const expiry_thresholds& expiry_thresholds_for(const token_record& token, const tracking_settings& settings) {
    return named_for(token, settings, settings.expiry, &threshold_override::expiry);
}

} // namespace balanced
