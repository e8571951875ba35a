#include <balanced/format/config_values.hpp>
#include <balanced/format/metric_families.hpp>

#include <gmock/gmock.h>

#include <array>
#include <string>

namespace balanced {
namespace {

using testing::Eq;
using testing::HasSubstr;
using testing::Optional;

TEST(parse_flag, KnowsYamlsWords) {
    for (const auto* text : {"true", "True", "TRUE", "on", "On", "ON", "yes", "Yes", "YES"})
        EXPECT_THAT(parse_flag(text), Optional(Eq(true))) << text;
    for (const auto* text : {"false", "False", "FALSE", "off", "Off", "OFF", "no", "No", "NO"})
        EXPECT_THAT(parse_flag(text), Optional(Eq(false))) << text;
    for (const auto* text : {"", "tRUE", "1", "0", "y", "n", "oN", " on", "enabled"})
        EXPECT_EQ(parse_flag(text), std::nullopt) << text;
}

TEST(parse_credits, ReadsCreditsAndShares) {
    EXPECT_EQ(parse_credits("10"), (credit_amount{10, false}));
    EXPECT_EQ(parse_credits("0"), (credit_amount{0, false}));
    EXPECT_EQ(parse_credits("0.005"), (credit_amount{0.005, false}));
    EXPECT_EQ(parse_credits("1e3"), (credit_amount{1000, false}));
    EXPECT_EQ(parse_credits("20%"), (credit_amount{0.2, true}));
    EXPECT_EQ(parse_credits("0%"), (credit_amount{0, true}));
    EXPECT_EQ(parse_credits("100%"), (credit_amount{1, true}));
}

TEST(parse_credits, RejectsOtherTexts) {
    for (const auto* text : {"",      "-1",  "-0",  "+1",  "nan", "inf", ".inf",   "-inf",   "1e400", "0x10",
                             "1_000", "1,5", "10 ", " 10", "ten", "$10", "10 USD", "100.1%", "-1%",   "%"})
        EXPECT_EQ(parse_credits(text), std::nullopt) << text;
}

TEST(parse_amount, ReadsCreditsAboveZero) {
    EXPECT_THAT(parse_amount("100"), Optional(Eq(100.0)));
    EXPECT_THAT(parse_amount("0.005"), Optional(Eq(0.005)));
    EXPECT_THAT(parse_amount("1e3"), Optional(Eq(1000.0)));
    for (const auto* text :
         {"", "0", "0.0", "-0", "-1", "20%", "100%", "nan", "inf", "1e400", "100 USD", "off"})
        EXPECT_EQ(parse_amount(text), std::nullopt) << text;
}

TEST(parse_period, KnowsThreeInSmallLetters) {
    EXPECT_THAT(parse_period("daily"), Optional(Eq(reset_period::daily)));
    EXPECT_THAT(parse_period("weekly"), Optional(Eq(reset_period::weekly)));
    EXPECT_THAT(parse_period("monthly"), Optional(Eq(reset_period::monthly)));
    for (const auto* text : {"", "Daily", "MONTHLY", "none", "yearly", "month", "off", "30d"})
        EXPECT_EQ(parse_period(text), std::nullopt) << text;
}

TEST(parse_hysteresis, ReadsPercentagesAndAPlainZero) {
    EXPECT_THAT(parse_hysteresis("10%"), Optional(Eq(0.1)));
    EXPECT_THAT(parse_hysteresis("0"), Optional(Eq(0.0)));
    EXPECT_THAT(parse_hysteresis("0%"), Optional(Eq(0.0)));
    EXPECT_THAT(parse_hysteresis("1000%"), Optional(Eq(10.0)));
    for (const auto* text : {"", "0.1", "1", "1000.1%", "-1%", "0.0", "ten%"})
        EXPECT_EQ(parse_hysteresis(text), std::nullopt) << text;
}

TEST(parse_tls_version, KnowsTwo) {
    EXPECT_THAT(parse_tls_version("TLS12"), Optional(Eq(tls_version::tls12)));
    EXPECT_THAT(parse_tls_version("TLS13"), Optional(Eq(tls_version::tls13)));
    for (const auto* text : {"", "TLS11", "tls12", "1.2", "TLS1.2"})
        EXPECT_EQ(parse_tls_version(text), std::nullopt) << text;
}

TEST(parse_api, KnowsFour) {
    EXPECT_THAT(parse_api("auto"), Optional(Eq(api_kind::automatic)));
    EXPECT_THAT(parse_api("v2"), Optional(Eq(api_kind::v2)));
    EXPECT_THAT(parse_api("v3"), Optional(Eq(api_kind::v3)));
    EXPECT_THAT(parse_api("self"), Optional(Eq(api_kind::self)));
    for (const auto* text : {"", "v1", "SELF", "V2", "automatic"})
        EXPECT_EQ(parse_api(text), std::nullopt) << text;
}

TEST(value_fault, IsEmptyForGoodValues) {
    using enum config_type;
    const std::initializer_list<std::pair<config_type, const char*>> good{
        {account_name, "größe"}, {text, " "},    {file, "/a b"},        {credential_name, "a.key"},
        {secret, " k3y "},       {glob, "["},    {family, "edenai_up"}, {url, "http://[::1]:1"},
        {api, "auto"},           {api, "self"},  {tls, "TLS13"},        {interval, "1s"},
        {nonzero_span, "1ms"},   {span, "0"},    {size, "1B"},          {flag, "off"},
        {proxy, "http://p"},     {credits, "0"}, {percentage, "0"},     {amount, "0.5"},
        {period, "weekly"}};
    for (const auto& [type, value] : good)
        EXPECT_EQ(value_fault(type, value), "") << value;
}

TEST(value_fault, SaysOfEveryEmptyScalarThatItIsEmpty) {
    for (auto type = config_type::account_name; type <= config_type::percentage;
         type = static_cast<config_type>(static_cast<int>(type) + 1))
        EXPECT_EQ(value_fault(type, ""), "must not be empty");
}

TEST(value_fault, CountsTheCharactersOfANameNotItsBytes) {
    std::string name;
    for (int i = 0; i < 200; ++i)
        name += "漢";
    EXPECT_EQ(value_fault(config_type::account_name, name), "");
    EXPECT_NE(value_fault(config_type::account_name, name + "a"), "");
}

TEST(value_fault, SuggestsAnApi) {
    EXPECT_EQ(value_fault(config_type::api, "v1"),
              "must be one of auto, v2, v3, self (did you mean \"v2\"?)");
    EXPECT_EQ(value_fault(config_type::api, "graphql"), "must be one of auto, v2, v3, self");
}

TEST(value_fault, SuggestsAPeriod) {
    EXPECT_EQ(value_fault(config_type::period, "Monthly"),
              "must be one of daily, weekly, monthly (did you mean \"monthly\"?)");
    EXPECT_EQ(value_fault(config_type::period, "none"), "must be one of daily, weekly, monthly");
}

TEST(value_fault, AcceptsEveryMetricFamily) {
    for (const metric_family& one : metric_families())
        EXPECT_EQ(value_fault(config_type::family, one.name), "") << one.name;
}

TEST(value_fault, SuggestsAMetricFamily) {
    EXPECT_EQ(value_fault(config_type::family, "edenai_polls"),
              "is not a metric family (did you mean \"edenai_polls_total\"?)");
    EXPECT_EQ(value_fault(config_type::family, "up"), "is not a metric family");
}

TEST(value_fault, KeepsNulOutOfPaths) {
    EXPECT_NE(value_fault(config_type::file, std::string_view("a\0b", 3)), "");
    EXPECT_NE(value_fault(config_type::credential_name, std::string_view("a\0b", 3)), "");
}

TEST(shown, QuotesSafely) {
    EXPECT_EQ(shown("colour"), " \"colour\"");
    EXPECT_EQ(shown("a\n\x1B\""), R"( "a\n\u001b\"")");
}

TEST(shown, HidesWhatMayBeASecret) {
    for (const auto* text : {"eyJhbGciOi", "sk-eden-1", "mgmt-eden-1", "x sk-eden-1", "https://a?k=eyJ"})
        EXPECT_EQ(shown(text), "") << text;
    EXPECT_EQ(shown(std::string(101, 'a')), "");
}

TEST(did_you_mean, IsAHintOrNothing) {
    constexpr std::array<std::string_view, 2> known{"name", "api"};
    EXPECT_EQ(did_you_mean("nam", known), " (did you mean \"name\"?)");
    EXPECT_EQ(did_you_mean("colour", known), "");
}

} // namespace
} // namespace balanced
