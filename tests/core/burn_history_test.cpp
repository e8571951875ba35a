#include <balanced/core/tracker.hpp>

#include <core/history.hpp>
#include <gmock/gmock.h>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

// The burn rate that tracking arrives at, step by step and from two sums, against the definition evaluated
// over the whole of a history that has been kept: on random histories of irregular polls, outages, gaps,
// top-ups, refills, restarts, and clocks that are set.

namespace balanced {
namespace {

using namespace std::chrono_literals;

constexpr int histories = 2000;
constexpr int polls = 24;
constexpr double tolerance = 1e-10; // relative

constexpr time_point summer_time = start + 5h; // many histories see it begin

/// When a balance is refilled, by counting: periods have numbers, and a refill is where the number changes.
std::int64_t number_of(reset_period period, time_point wall) {
    const auto shown = wall + (wall < summer_time ? 1h : 2h);
    const auto day = std::chrono::floor<std::chrono::days>(shown);
    switch (period) {
    case reset_period::daily:
        break;
    case reset_period::weekly: // the first day of all was a Thursday
        return std::chrono::floor<std::chrono::weeks>(day + std::chrono::days(3)).time_since_epoch().count();
    case reset_period::monthly: {
        const std::chrono::year_month_day date(day);
        return 12 * static_cast<int>(date.year()) + static_cast<int>(static_cast<unsigned>(date.month()));
    }
    }
    return day.time_since_epoch().count();
}

/// All that has been seen of one token, and what the definition makes of it.
class kept_history {
public:
    void seen(double balance, time_point wall, duration running, std::optional<reset_period> period) {
        if (last_) {
            const duration span = restarted_ ? wall - last_->wall : running - last_->running;
            const bool refilled =
                period && number_of(*period, wall) > number_of(*period, last_->wall - reset_lag);
            if (span > 0s) {
                now_ += span;
                if (balance <= last_->balance && !refilled)
                    intervals_.push_back({now_, span, last_->balance - balance});
            }
        }
        last_ = sight{balance, wall, running};
        restarted_ = false;
    }
    void restarted() { restarted_ = true; }
    void forgotten() { *this = {}; }

    duration watched() const {
        duration all{};
        for (const interval& one : intervals_)
            all += one.span;
        return all;
    }
    /// Whether what has been watched weighs at least half of min_span, or of the half-life, watched just now.
    bool outweighs_half_of(const forecast_settings& forecast) const {
        kept_history just_now;
        const duration span = std::min(forecast.min_span, forecast.half_life);
        just_now.intervals_.push_back({span, span, 0});
        just_now.now_ = span;
        return weighed(forecast.half_life).time >= just_now.weighed(forecast.half_life).time / 2;
    }
    /// Consumption over time, each interval weighted by the integral of 2^(-age/half_life) over it.
    long double rate(duration half_life) const {
        const sums all = weighed(half_life);
        return all.credits / all.time;
    }

private:
    struct interval {
        duration end; ///< on the time that is known to have gone by
        duration span;
        double consumed;
    };
    struct sums {
        long double credits;
        long double time;
    };
    sums weighed(duration half_life) const {
        const long double per_second = std::numbers::ln2_v<long double> / seconds(half_life);
        long double credits = 0;
        long double time = 0;
        for (const interval& one : intervals_) {
            const long double begin = std::exp(-per_second * seconds(now_ - one.end));
            const long double weight = begin * -std::expm1(-per_second * seconds(one.span)) / per_second;
            credits += static_cast<long double>(one.consumed) / seconds(one.span) * weight;
            time += weight;
        }
        return {credits, time};
    }
    struct sight {
        double balance;
        time_point wall;
        duration running;
    };
    static long double seconds(duration span) { return static_cast<long double>(span.count()) / 1e6L; }

    std::vector<interval> intervals_;
    std::optional<sight> last_;
    duration now_{};
    bool restarted_ = false;
};

/// One machine with its clocks, one account on it, and chance.
class random_history {
public:
    explicit random_history(std::uint64_t seed)
        : random_(seed) {
        settings_.forecast.half_life =
            std::chrono::round<duration>(std::chrono::duration<double>(any(3600, 1e6)));
        settings_.forecast.min_span = std::chrono::minutes(below(30));
        settings_.calendar =
            std::make_shared<const reset_calendar>(reset_calendar{{{time_point(), 1h}, {summer_time, 2h}}});
        if (chance(0.5))
            period_ = static_cast<reset_period>(below(3));
        balance_ = any(1e-9, 1e5);
        scale_ = balance_ * any(1e-6, 0.1);
    }

    void step() {
        pass_time();
        if (chance(0.03))
            restart();
        if (chance(0.15)) {
            take(track_failure(now_, failure(), 30s, settings_, at()));
            return;
        }
        consume();
        take(track_list(now_, listed(), settings_, at()));
    }

    /// The token as it is tracked, where it is listed.
    const tracked_token* tracked_one() const {
        for (const tracked_token& one : now_.tokens) {
            if (one.record.name == "m")
                return &one;
        }
        return nullptr;
    }
    const kept_history& kept() const { return kept_; }
    const tracking_settings& settings() const { return settings_; }

private:
    bool chance(double share) { return std::bernoulli_distribution(share)(random_); }
    int below(int end) { return std::uniform_int_distribution(0, end - 1)(random_); }
    /// Any order of magnitude is as likely as another.
    double any(double least, double most) {
        return std::exp(std::uniform_real_distribution(std::log(least), std::log(most))(random_));
    }
    duration span(double least, double most) {
        return std::chrono::round<duration>(std::chrono::duration<double>(any(least, most)));
    }
    moment at() const { return {wall_, running_}; }
    void take(tracked result) { now_ = std::move(result.snapshot); }

    void pass_time() {
        const double kind = std::uniform_real_distribution(0.0, 1.0)(random_);
        const duration gone = kind < 0.7    ? span(30, 120)
                              : kind < 0.97 ? span(1e-6, 20'000)
                                            : span(86'400, 1e6);
        wall_ += gone;
        running_ += gone;
        if (chance(0.05))
            wall_ += chance(0.5) ? span(1, 1e6) : -span(1, 1e6);
    }
    void restart() {
        account_snapshot begun;
        begun.remembered = remember(now_);
        now_ = std::move(begun);
        running_ = span(1, 1e5);
        kept_.restarted();
    }
    void consume() {
        const double kind = std::uniform_real_distribution(0.0, 1.0)(random_);
        if (kind < 0.65)
            balance_ -= any(1e-9, 1) * scale_;
        else if (kind < 0.75)
            balance_ += any(1e-9, 10) * scale_;
        if (period_ && number_of(*period_, wall_) != refilled_ && chance(0.9)) {
            balance_ = 100 * scale_;
            refilled_ = number_of(*period_, wall_);
        }
    }
    token_list listed() {
        token_list list;
        if (chance(0.3))
            list.tokens.push_back(token("a", 5));
        if (chance(0.99)) {
            token_record record = token("m", balance_);
            record.reset_period = period_ ? name(*period_) : "none";
            if (chance(0.1)) {
                record.balance.reset();
                record.balance_malformed = true;
            } else {
                kept_.seen(balance_, wall_, running_, period_);
            }
            list.tokens.push_back(std::move(record));
        } else {
            kept_.forgotten();
        }
        if (chance(0.3))
            list.tokens.push_back(token("z", 5));
        return list;
    }

    std::mt19937_64 random_;
    tracking_settings settings_;
    account_snapshot now_;
    kept_history kept_;
    std::optional<reset_period> period_;
    std::int64_t refilled_ = 0;
    double balance_ = 0;
    double scale_ = 0;
    time_point wall_ = start;
    duration running_ = 1h;
};

/// Tells whether there was a rate to compare.
bool compare(const random_history& history) {
    const tracked_token* const token = history.tracked_one();
    if (!token)
        return false;
    const forecast_settings& forecast = history.settings().forecast;
    const std::optional<double> rate = burn_rate(token->burn, forecast);
    EXPECT_EQ(token->burn.watched, history.kept().watched());
    EXPECT_EQ(rate.has_value(), token->burn.watched > 0s && token->burn.watched >= forecast.min_span &&
                                    history.kept().outweighs_half_of(forecast));
    EXPECT_EQ(token->burn_rate, token->record.balance ? rate : std::nullopt);
    if (!rate)
        return false;
    const auto defined = static_cast<double>(history.kept().rate(forecast.half_life));
    EXPECT_NEAR(*rate, defined, defined * tolerance);
    return true;
}

TEST(burn, IsWhatTheDefinitionMakesOfTheWholeHistory) {
    int compared = 0;
    for (std::uint64_t seed = 1; seed <= histories; ++seed) {
        SCOPED_TRACE(seed);
        random_history history(seed);
        for (int poll = 1; poll <= polls; ++poll) {
            history.step();
            if (poll % 8 == 0)
                compared += compare(history) ? 1 : 0;
        }
        if (HasFailure())
            return;
    }
    EXPECT_GT(compared, histories * 3 / 2) << "most histories have something to compare";
}

/// However a consumption that is even between `ends` is polled besides, the rate is the same.
TEST(burn, DoesNotDependOnHowOftenAnEvenConsumptionIsPolled) {
    std::mt19937_64 random(20);
    std::uniform_int_distribution<int> seconds(1, 7200);
    for (int i = 0; i < 200; ++i) {
        history seldom;
        history often;
        double balance = 1e5;
        seldom.list({token("a", balance)});
        often.list({token("a", balance)});
        for (int stretch = 0; stretch < 8; ++stretch) {
            const int parts = 1 + static_cast<int>(random() % 6);
            const duration span = std::chrono::seconds(seconds(random));
            const double consumed = std::ldexp(static_cast<double>(random() % 1024), -6);
            for (int part = 1; part <= parts; ++part) {
                often.at = seldom.at + part * span / parts;
                const double share = in_seconds(often.at - seldom.at) / in_seconds(span);
                often.list({token("a", balance - consumed * share)});
            }
            balance -= consumed;
            seldom.at += span;
            seldom.list({token("a", balance)});
        }
        const double rate = seldom.only().burn_rate.value_or(0);
        EXPECT_NEAR(often.only().burn_rate.value_or(0), rate, rate * 1e-8) << i;
    }
}

} // namespace
} // namespace balanced
