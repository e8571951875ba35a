#include <balanced/core/burn.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace balanced {
namespace {

/// The weight of what lies `span` back.
double weight(duration span, duration half_life) {
    return std::exp2(-in_seconds(span) / in_seconds(half_life));
}

/// The weighted seconds of the `span` that ends now: the integral of 2^(-age/half_life) over it.
double weighted_seconds(duration span, duration half_life) {
    const double mean_life = in_seconds(half_life) / std::numbers::ln2;
    return -std::expm1(-in_seconds(span) / mean_life) * mean_life;
}

/// A number too small for its full precision would no longer fade: rounding holds it where it is.
double unless_denormal(double sum) {
    return std::abs(sum) < std::numeric_limits<double>::min() ? 0 : sum;
}

/// `span` is above 0.
duration longer_by(duration span, duration watched) {
    return watched > duration::max() - span ? duration::max() : watched + span;
}

} // namespace

burn_estimate observed(const burn_estimate& so_far, double consumed, duration span, duration half_life) {
    if (span <= duration::zero())
        return so_far;
    const double seconds = weighted_seconds(span, half_life);
    const double kept = weight(span, half_life);
    const double credits = so_far.credits * kept + consumed * (seconds / in_seconds(span));
    if (!std::isfinite(credits))
        return unobserved(so_far, span, half_life);
    return {unless_denormal(credits), so_far.seconds * kept + seconds, longer_by(span, so_far.watched)};
}

burn_estimate unobserved(const burn_estimate& so_far, duration span, duration half_life) {
    if (span <= duration::zero())
        return so_far;
    const double kept = weight(span, half_life);
    const double seconds = unless_denormal(so_far.seconds * kept);
    // Too old to weigh anything: watching begins anew.
    if (seconds == 0)
        return {};
    return {unless_denormal(so_far.credits * kept), seconds, so_far.watched};
}

std::optional<double> burn_rate(const burn_estimate& estimate, const forecast_settings& settings) {
    // What has faded is as good as not watched: the next minute alone must not decide.
    const double least =
        weighted_seconds(std::min(settings.min_span, settings.half_life), settings.half_life) / 2;
    if (!(estimate.seconds > 0) || estimate.seconds < least || estimate.watched < settings.min_span)
        return std::nullopt;
    const double rate = estimate.credits / estimate.seconds;
    return std::isfinite(rate) ? std::optional(std::max(0.0, rate)) : std::nullopt;
}

std::optional<duration> runway(double balance, double rate) {
    constexpr double longest = 7900.0 * 366 * 86400; // seconds; towards the year 9999 from any present
    if (!(rate > 0) || !std::isfinite(rate))
        return std::nullopt;
    const double seconds = std::max(balance, 0.0) / rate;
    if (!(seconds < longest))
        return std::nullopt;
    return std::chrono::round<duration>(std::chrono::duration<double>(seconds));
}

} // namespace balanced
