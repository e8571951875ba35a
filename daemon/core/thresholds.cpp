#include <balanced/core/thresholds.hpp>

#include <algorithm>

namespace balanced {
namespace {

constexpr std::string_view sandbox_type = "sandbox_api_token";

/// The first override that fits `token` and names what `member` points at.
template <typename Thresholds>
const Thresholds& named_for(const token_record& token, const tracking_settings& settings,
                            const Thresholds& otherwise,
                            std::optional<Thresholds> threshold_override::*member) {
    for (const threshold_override& candidate : settings.overrides) {
        const auto& named = candidate.*member;
        if (named && candidate.match.fits(settings.account, token.name, token.token_type))
            return *named;
    }
    return otherwise;
}

/// A sandbox token costs nothing, so its balance matters only where an override asks for just that type.
bool balance_matters(const token_record& token, const tracking_settings& settings) {
    return token.token_type != sandbox_type ||
           std::ranges::any_of(settings.overrides, [&](const threshold_override& candidate) {
               return candidate.balance && candidate.match.token_type &&
                      candidate.match.fits(settings.account, token.name, token.token_type);
           });
}

std::optional<double> credits(const credit_amount& amount, const token_record& token) {
    if (!amount.share)
        return amount.value;
    return token.reset_amount ? std::optional(amount.value * *token.reset_amount) : std::nullopt;
}

} // namespace

std::optional<credit_thresholds> credit_thresholds_for(const token_record& token,
                                                       const tracking_settings& settings) {
    if (!token.has_budget() || !balance_matters(token, settings))
        return std::nullopt;
    const balance_thresholds& at = named_for(token, settings, settings.balance, &threshold_override::balance);
    const auto warning = credits(at.warning, token);
    const auto critical = credits(at.critical, token);
    if (!at.enabled || !warning || !critical)
        return std::nullopt;
    return credit_thresholds{*warning, *critical};
}

const expiry_thresholds& expiry_thresholds_for(const token_record& token, const tracking_settings& settings) {
    return named_for(token, settings, settings.expiry, &threshold_override::expiry);
}

} // namespace balanced
