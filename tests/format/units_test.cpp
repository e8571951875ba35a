#include <balanced/format/units.hpp>

#include <gmock/gmock.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::Eq;
using testing::Optional;

std::string number(double value) {
    std::string text;
    append_number(text, value);
    return text;
}

TEST(parse_duration, ReadsEachUnit) {
    EXPECT_THAT(parse_duration("5ms"), Optional(Eq(5ms)));
    EXPECT_THAT(parse_duration("90s"), Optional(Eq(90s)));
    EXPECT_THAT(parse_duration("15m"), Optional(Eq(15min)));
    EXPECT_THAT(parse_duration("12h"), Optional(Eq(12h)));
    EXPECT_THAT(parse_duration("2d"), Optional(Eq(48h)));
    EXPECT_THAT(parse_duration("1w"), Optional(Eq(168h)));
    EXPECT_THAT(parse_duration("1y"), Optional(Eq(8760h)));
}

TEST(parse_duration, AddsUnitsFromTheLargestToTheSmallest) {
    EXPECT_THAT(parse_duration("1h30m"), Optional(Eq(90min)));
    EXPECT_THAT(parse_duration("1d1ms"), Optional(Eq(24h + 1ms)));
    EXPECT_THAT(parse_duration("1y2w3d4h5m6s7ms"), Optional(Eq(9172h + 5min + 6s + 7ms)));
}

TEST(parse_duration, ReadsZeroWithAndWithoutUnit) {
    EXPECT_THAT(parse_duration("0"), Optional(Eq(0s)));
    EXPECT_THAT(parse_duration("0s"), Optional(Eq(0s)));
    EXPECT_THAT(parse_duration("00h"), Optional(Eq(0s)));
}

TEST(parse_duration, RejectsWhatPrometheusRejects) {
    for (const auto* text :
         {"",   "5",  "1m1h", "1s1s",  "1m1m", "1.5h", "-1s", "+1s",  " 1s",  "1s ", "1 s", "s",
          "h1", "1S", "1x",   "1hour", "00",   "1h5",  "1hm", "0x1s", "1e3s", "1µs", "1us"})
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(parse_duration, RejectsWhatPrometheusCannotHold) {
    EXPECT_THAT(parse_duration("292y"), Optional(Eq(292 * 8760h)));
    EXPECT_THAT(parse_duration("9223372036854ms"), Optional(Eq(9223372036854ms)));
    for (const auto* text : {"9223372036855ms", "293y", "292y100w", "99999999999999999999s",
                             "18446744073709551615y", "18446744073709551615ms", "292y18446744073709551615ms"})
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(format_duration, IsTheShortestThatMeansTheSame) {
    EXPECT_EQ(format_duration(0s), "0s");
    EXPECT_EQ(format_duration(90s), "1m30s");
    EXPECT_EQ(format_duration(90min), "1h30m");
    EXPECT_EQ(format_duration(168h), "1w");
    EXPECT_EQ(format_duration(192h), "8d");
    EXPECT_EQ(format_duration(8760h), "1y");
    EXPECT_EQ(format_duration(8784h), "366d");
    EXPECT_EQ(format_duration(1500ms), "1s500ms");
}

TEST(format_duration, CutsToMilliseconds) {
    EXPECT_EQ(format_duration(1999us), "1ms");
    EXPECT_EQ(format_duration(999us), "0s");
    EXPECT_EQ(format_duration(-999us), "0s");
}

TEST(format_duration, SaysThatASpanIsNegative) {
    EXPECT_EQ(format_duration(-90s), "-1m30s");
    EXPECT_EQ(format_duration(duration::min()), "-106751991d4h54s775ms");
}

TEST(format_duration, ReadsBackAsTheSame) {
    for (const duration span :
         {duration(1ms), duration(61001ms), duration(25h), duration(400 * 24h), duration(59min)})
        EXPECT_THAT(parse_duration(format_duration(span)), Optional(Eq(span)));
}

TEST(parse_size, KnowsUnitsOf1024) {
    EXPECT_THAT(parse_size("0B"), Optional(Eq(0U)));
    EXPECT_THAT(parse_size("17B"), Optional(Eq(17U)));
    EXPECT_THAT(parse_size("64MB"), Optional(Eq(67108864U)));
    EXPECT_THAT(parse_size("64MiB"), Optional(Eq(67108864U)));
    EXPECT_THAT(parse_size("2KB"), Optional(Eq(2048U)));
    EXPECT_THAT(parse_size("1KiB"), Optional(Eq(1024U)));
    EXPECT_THAT(parse_size("3GB"), Optional(Eq(3ULL << 30)));
    EXPECT_THAT(parse_size("1TiB"), Optional(Eq(1ULL << 40)));
    EXPECT_THAT(parse_size("16777215TB"), Optional(Eq(16777215ULL << 40)));
}

TEST(parse_size, RejectsOtherTexts) {
    for (const auto* text : {"", "64", "MB", "64 MB", "64mb", "64M", "-1MB", "+1MB", "1.5MB", "1MB ", " 1MB",
                             "1MBB", "16777216TB", "99999999999999999999B"})
        EXPECT_EQ(parse_size(text), std::nullopt) << text;
}

TEST(parse_percentage, ReadsShares) {
    EXPECT_THAT(parse_percentage("20%"), Optional(Eq(0.2)));
    EXPECT_THAT(parse_percentage("0%"), Optional(Eq(0.0)));
    EXPECT_THAT(parse_percentage("12.5%"), Optional(Eq(0.125)));
    EXPECT_THAT(parse_percentage("250%"), Optional(Eq(2.5)));
}

TEST(parse_percentage, RejectsOtherTexts) {
    for (const auto* text : {"", "%", "20", "-5%", "-0%", "+5%", "20 %", " 20%", "20%%", "1e2%", "0x1%",
                             "nan%", "inf%", "a%", "1.2.3%"})
        EXPECT_EQ(parse_percentage(text), std::nullopt) << text;
}

TEST(append_number, IsFixedWhereThatIsReadable) {
    EXPECT_EQ(number(0), "0");
    EXPECT_EQ(number(-0.0), "-0");
    EXPECT_EQ(number(1), "1");
    EXPECT_EQ(number(-87.45), "-87.45");
    EXPECT_EQ(number(99999.99), "99999.99");
    EXPECT_EQ(number(0.1 + 0.2), "0.30000000000000004");
    EXPECT_EQ(number(0.0001), "0.0001");
    EXPECT_EQ(number(0.00012345678901234567), "0.00012345678901234567");
    EXPECT_EQ(number(100000), "100000");
    EXPECT_EQ(number(1700000000.123), "1700000000.123");
    EXPECT_EQ(number(1e16), "10000000000000000");
    EXPECT_EQ(number(253402300799.0), "253402300799");
}

TEST(append_number, HasAnExponentBeyond) {
    EXPECT_EQ(number(1e17), "1e+17");
    EXPECT_EQ(number(-1.5e300), "-1.5e+300");
    EXPECT_EQ(number(0.00009), "9e-05");
    EXPECT_EQ(number(std::numeric_limits<double>::denorm_min()), "5e-324");
    EXPECT_EQ(number(std::numeric_limits<double>::max()), "1.7976931348623157e+308");
}

TEST(append_number, WritesWhatIsNoNumberAsPrometheusDoes) {
    EXPECT_EQ(number(std::numeric_limits<double>::infinity()), "+Inf");
    EXPECT_EQ(number(-std::numeric_limits<double>::infinity()), "-Inf");
    EXPECT_EQ(number(std::numeric_limits<double>::quiet_NaN()), "NaN");
    EXPECT_EQ(number(-std::numeric_limits<double>::quiet_NaN()), "NaN");
}

TEST(humane_duration, HasTheTwoLargestUnits) {
    EXPECT_EQ(humane_duration(0.5), "less than 1s");
    EXPECT_EQ(humane_duration(303), "5m 3s");
    EXPECT_EQ(humane_duration(2 * 86400 - 1), "1d 23h");
    EXPECT_EQ(humane_duration(20 * 86400), "20d");
}

TEST(append_number, Appends) {
    std::string text = "a=";
    append_number(text, 1.5);
    EXPECT_EQ(text, "a=1.5");
}

TEST(append_number, ReadsBackAsTheSameDouble) {
    std::mt19937_64 random(7); // NOLINT: the same numbers each time
    std::uniform_real_distribution<double> exponent(-8, 20);
    std::uniform_real_distribution<double> mantissa(-10, 10);
    for (int i = 0; i < 20000; ++i) {
        const double value = mantissa(random) * std::pow(10, exponent(random));
        const std::string text = number(value);
        double read = 0;
        std::from_chars(text.data(), text.data() + text.size(), read);
        ASSERT_EQ(read, value) << text;
    }
}

} // namespace
} // namespace balanced
