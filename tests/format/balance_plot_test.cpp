#include <balanced/format/balance_plot.hpp>

#include <gmock/gmock.h>

#include <limits>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
constexpr plot_span three_hours{10h, 13h};

/// A sample of one token each half an hour, from the span's begin.
balance_history history_of(const std::vector<float>& balances) {
    balance_history made;
    duration at = three_hours.begin;
    for (const float balance : balances) {
        made.samples.push_back({at, std::make_shared<const std::vector<float>>(1, balance)});
        at += 30min;
    }
    return made;
}

std::string plot(const std::vector<float>& balances, std::optional<double> present,
                 const plot_span& span = three_hours) {
    std::string out;
    std::optional<balance_reading> last;
    if (present)
        last = balance_reading{span.end, *present};
    append_balance_plot(out, history_of(balances), 0, last, span);
    return out;
}

TEST(balance_plot, IsDescribedInWords) {
    EXPECT_THAT(
        plot({50, 40, 30}, 12.5),
        HasSubstr(
            R"(role="img" viewBox="0 0 240 56" aria-label="balance over the last 3 h: from 50.00 to 12.50")"));
}

TEST(balance_plot, GoesFromZeroToTheHighest) {
    EXPECT_THAT(plot({100, 50}, 0), HasSubstr(R"(d="M6 6L44 28 234 50")"));
    EXPECT_THAT(plot({100, 50}, 0), HasSubstr(R"(<circle r="5" cx="234" cy="50"/>)"));
}

TEST(balance_plot, GoesBelowZeroWhereTheBalanceDoes) {
    EXPECT_THAT(plot({10}, -10), HasSubstr(R"(d="M6 6L234 50")"));
}

TEST(balance_plot, LeavesOutWhatIsLevel) {
    EXPECT_THAT(plot({8, 8, 8, 8}, 8), HasSubstr(R"(d="M6 6L234 6")"));
    EXPECT_THAT(plot({8, 8, 8, 4, 4}, 4), HasSubstr(R"(d="M6 6L82 6 120 28 234 28")"));
}

TEST(balance_plot, HasGapsWhereNothingIsKnown) {
    EXPECT_THAT(plot({8, unknown, unknown, 4}, std::nullopt), HasSubstr(R"(d="M6 6L6 6M120 28L120 28")"));
    EXPECT_THAT(plot({unknown, 8}, 4), HasSubstr("over the last 2 h 30 m: from 8.00 to 4.00"));
}

TEST(balance_plot, EndsInTheLastKnownBalanceWithoutAPresentOne) {
    EXPECT_THAT(plot({8, 4}, std::nullopt), HasSubstr(R"(d="M6 6L44 28"/><circle r="5" cx="44" cy="28")"));
}

TEST(balance_plot, EndsWhenItsBalanceWasSeen) {
    std::string out;
    append_balance_plot(out, history_of({8, 4}), 0, balance_reading{three_hours.begin + 90min, 4},
                        three_hours);
    EXPECT_THAT(out, HasSubstr("over the last 1 h 30 m: from 8.00 to 4.00"));
    EXPECT_THAT(out, HasSubstr(R"(<circle r="5" cx="120" cy="28")"));
    out.clear();
    append_balance_plot(out, {}, 0, balance_reading{three_hours.begin - 1min, 4}, three_hours);
    EXPECT_EQ(out, "") << "before the span";
}

TEST(balance_plot, IsAbsentWithoutANumber) {
    EXPECT_EQ(plot({unknown, unknown}, std::nullopt), "");
    EXPECT_EQ(plot({}, std::nullopt), "");
}

TEST(balance_plot, IsADotAtTheVeryBeginning) {
    EXPECT_THAT(plot({}, 5, {10h, 10h}), HasSubstr(R"(d="M234 6L234 6")"));
}

TEST(balance_plot, LeavesOutWhatIsOlderThanItsSpan) {
    EXPECT_THAT(plot({100, 50}, 50, {10h + 30min, 13h}),
                HasSubstr("over the last 2 h 30 m: from 50.00 to 50.00"));
}

TEST(balance_plot, BearsAnyNumber) {
    constexpr double largest = std::numeric_limits<double>::max();
    EXPECT_THAT(plot({-3e38F, 3e38F}, largest), HasSubstr("234 6"));
    EXPECT_THAT(plot({std::numeric_limits<float>::infinity()}, -largest), HasSubstr("M234 50L234 50"));
    EXPECT_THAT(plot({0, 0}, 0), HasSubstr("M6 50L234 50"));
}

TEST(balance_plot, BearsASampleThatDoesNotKnowTheToken) {
    std::string out;
    append_balance_plot(out, history_of({1, 2}), 7, balance_reading{three_hours.end, 3}, three_hours);
    EXPECT_THAT(out, HasSubstr("from 3.00 to 3.00"));
}

} // namespace
} // namespace balanced
