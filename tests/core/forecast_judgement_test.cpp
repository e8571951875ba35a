#include <balanced/core/tracker.hpp>

#include <core/history.hpp>
#include <core/predictors.hpp>
#include <gmock/gmock.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>

// The burn rate judged as a forecast: on simulated spending, polled every minute and with the default
// settings, the predicted end of a balance against the true one, beside two simple predictors. With
// BALANCED_FORECAST_TABLE set the whole table is printed.

namespace balanced {
namespace {

using namespace std::chrono_literals;

constexpr std::array horizons{120, 720, 2880, 14'400}; // minutes

/// Errors relative to the true time that was left, of each predictor.
struct judgement {
    std::array<std::vector<double>, predictors> errors;

    void add(double truth, const predictions& predicted) {
        for (std::size_t i = 0; i < predictors; ++i)
            errors[i].push_back(std::abs(predicted[i] - truth) / truth);
    }
    double at(std::size_t predictor, double share) const {
        std::vector<double> sorted = errors[predictor];
        std::ranges::sort(sorted);
        return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
    }
    double median(std::size_t predictor) const { return at(predictor, 0.5); }
};

/// By case and minutes left.
using judgements = std::map<std::pair<std::string, int>, judgement>;

/// At many moments the token is given as much as lasts for each horizon, and asked how long that is.
void judge_balance(judgements& all, const std::string& name, const spending& asked,
                   const watched_balance& watched, std::mt19937_64& random) {
    constexpr int moments = 500;
    std::vector<double> gone{0};
    for (const double one : asked)
        gone.push_back(gone.back() + one);
    const std::size_t first = 13 * minutes_a_day; // three days of watching before the longest horizon
    std::uniform_real_distribution<double> any(gone[first], gone.back());
    for (int i = 0; i < moments; ++i) {
        const double end_level = any(random);
        const auto after = static_cast<std::size_t>(std::ranges::upper_bound(gone, end_level) - gone.begin());
        const double end =
            static_cast<double>(after) - (gone[after] - end_level) / (gone[after] - gone[after - 1]);
        for (const int horizon : horizons) {
            const auto now = static_cast<std::size_t>(end - horizon);
            all[{name, horizon}].add(end - static_cast<double>(now),
                                     watched.lasting(end_level - gone[now], now));
        }
    }
}

/// How often it was wrong whether a token lasts until its reset, of each predictor.
struct reset_judgement {
    int lasting = 0; ///< moments in months whose amount lasted
    int ending = 0;  ///< in others
    std::array<int, predictors> false_ends{};
    std::array<int, predictors> missed_ends{};
};

constexpr double month_amount = 500;
const std::string monthly = "monthly reset";
const std::string after_refill = "after the refill";

/// One month: all predictors know the calendar, and what they predict past the reset is no end.
void judge_month(judgements& all, reset_judgement& resets, const watched_balance& watched, std::size_t begin,
                 std::size_t reset) {
    const auto first = watched.seen.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = watched.seen.begin() + static_cast<std::ptrdiff_t>(reset);
    const auto gone = std::find(first, last, 0.0);
    const bool ends = gone != last;
    const auto end = static_cast<std::size_t>(gone - watched.seen.begin());
    const auto predicted_at = [&](std::size_t now) {
        predictions predicted = watched.lasting(watched.seen[now], now);
        for (double& one : predicted)
            one = static_cast<double>(now) + one >= static_cast<double>(reset) ? no_end : one;
        return predicted;
    };
    for (std::size_t now = begin + minutes_a_day; now < end; now += minutes_a_day / 2) {
        const predictions predicted = predicted_at(now);
        ++(ends ? resets.ending : resets.lasting);
        for (std::size_t i = 0; i < predictors; ++i) {
            if (std::isfinite(predicted[i]) != ends)
                ++(ends ? resets.missed_ends : resets.false_ends)[i];
        }
    }
    if (!ends)
        return;
    for (const int horizon : horizons) {
        for (const double share : {0.9, 0.95, 1.0, 1.05, 1.1}) {
            const auto left = static_cast<std::size_t>(share * horizon);
            if (end > begin + 720 + left)
                all[{monthly, horizon}].add(static_cast<double>(left), predicted_at(end - left));
        }
    }
    if (watched.seen[begin - 1] > 0)
        return;
    for (const int later : {120, 720, 2880}) {
        const std::size_t now = begin + static_cast<std::size_t>(later);
        all[{after_refill, later}].add(static_cast<double>(end - now), predicted_at(now));
    }
}

void judge_months(judgements& all, reset_judgement& resets, std::mt19937_64& random) {
    constexpr int tokens = 12;
    constexpr std::array month_days{31, 28, 31, 30, 31}; // from January on; the first one is for watching
    std::uniform_real_distribution<double> days(6, 45);
    for (int token = 0; token < tokens; ++token) {
        spending asked;
        for (const int month : month_days) {
            const double factor = month_amount / (24 * days(random));
            for (double one : requests_spending(static_cast<std::size_t>(month) * minutes_a_day, random))
                asked.push_back(one * factor);
        }
        const watched_balance watched(refilled_monthly(asked, month_amount), reset_period::monthly);
        std::size_t begin = 31 * minutes_a_day;
        for (std::size_t month = 1; month < month_days.size(); ++month) {
            const std::size_t reset = begin + static_cast<std::size_t>(month_days[month]) * minutes_a_day;
            judge_month(all, resets, watched, begin, reset);
            begin = reset;
        }
    }
}

std::string as_percent(double share) {
    if (!std::isfinite(share))
        return "no end";
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
    return text.data();
}

std::string as_time(double minutes) {
    if (!std::isfinite(minutes))
        return "no end";
    std::array<char, 32> text{};
    if (minutes < 90)
        std::snprintf(text.data(), text.size(), "%.0f min", minutes);
    else if (minutes < 2880)
        std::snprintf(text.data(), text.size(), "%.1f h", minutes / 60);
    else
        std::snprintf(text.data(), text.size(), "%.1f d", minutes / 1440);
    return text.data();
}

void print(const judgements& all, const reset_judgement& resets) {
    std::printf("| spending | true time left | median error: burn rate | last hour | linear 6 h "
                "| absolute: burn rate | last hour | linear 6 h | 90th percentile: burn rate | last hour | "
                "linear 6 h |\n"
                "|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (const auto& [key, judged] : all) {
        const auto& [name, minutes] = key;
        std::string row = "| " + name + " | " + as_time(minutes);
        for (std::size_t i = 0; i < predictors; ++i)
            row += " | " + as_percent(judged.median(i));
        for (std::size_t i = 0; i < predictors; ++i)
            row += " | " + (name == after_refill ? "" : as_time(judged.median(i) * minutes));
        for (std::size_t i = 0; i < predictors; ++i)
            row += " | " + as_percent(judged.at(i, 0.9));
        std::printf("%s |\n", row.c_str());
    }
    std::printf("\nReset: %d moments in months that lasted, %d in others\n", resets.lasting, resets.ending);
    for (std::size_t i = 0; i < predictors; ++i) {
        std::printf("%s: false ends %s, missed ends %s\n", predictor_names[i],
                    as_percent(1.0 * resets.false_ends[i] / resets.lasting).c_str(),
                    as_percent(1.0 * resets.missed_ends[i] / resets.ending).c_str());
    }
}

/// Where another predictor is better by more than the margin.
const std::set<std::pair<std::string, int>> not_won{
    // Only what happens within the hour matters, and six hours ago it was night, or day.
    {"day and night", 120},
    // The month before ran out: days in which nothing could be consumed count as days in which nothing was.
    {after_refill, 120},
    {after_refill, 720},
};

void expect_won(const judgements& all, const reset_judgement& resets) {
    constexpr double margin = 1.1;
    for (const auto& [key, judged] : all) {
        const double best = std::min(judged.median(1), judged.median(2));
        SCOPED_TRACE(key.first + ", " + as_time(key.second));
        if (not_won.contains(key))
            EXPECT_GT(judged.median(0), margin * best) << "the exception is none";
        else
            EXPECT_LT(judged.median(0), margin * best);
    }
    for (const std::size_t other : {1U, 2U}) {
        EXPECT_LT(resets.false_ends[0], resets.false_ends[other]);
        EXPECT_LT(resets.missed_ends[0], resets.missed_ends[other]);
    }
}

TEST(forecast, WinsBesideSimplePredictorsButInWhatIsNamed) {
    constexpr std::size_t minutes = 73 * minutes_a_day;
    std::mt19937_64 random(1);
    judgements all;
    const auto judge_one = [&](const std::string& name, const spending& asked,
                               std::optional<double> minutes_between_top_ups = {}) {
        const watched_balance watched(spent(asked, minutes_between_top_ups, random), std::nullopt);
        judge_balance(all, name, asked, watched, random);
    };
    judge_one("steady", steady_spending(minutes, random));
    judge_one("day and night", daily_spending(minutes, random));
    judge_one("bursts", bursty_spending(minutes, random));
    judge_one("requests", requests_spending(minutes, random));
    judge_one("topped up", requests_spending(minutes, random), 240);
    reset_judgement resets;
    judge_months(all, resets, random);
    if (std::getenv("BALANCED_FORECAST_TABLE"))
        print(all, resets);
    expect_won(all, resets);
}

/// The judged rates are those of tracking, over a month that runs out and into the next.
TEST(forecast, IsJudgedByTheRatesOfTracking) {
    std::mt19937_64 random(2);
    const watched_balance watched(
        refilled_monthly(requests_spending(32 * minutes_a_day, random), month_amount), reset_period::monthly);
    ASSERT_NE(std::ranges::find(watched.seen, 0.0), watched.seen.end());
    history h;
    h.settings.calendar = std::make_shared<const reset_calendar>(plain_calendar);
    for (std::size_t i = 0; i < watched.seen.size(); ++i) {
        token_record record = token("a", watched.seen[i]);
        record.reset_period = "monthly";
        h.at = at_minute(i);
        h.list({std::move(record)});
        ASSERT_DOUBLE_EQ(h.only().burn_rate.value_or(0) * 60, watched.rate[i]) << i;
    }
}

} // namespace
} // namespace balanced
