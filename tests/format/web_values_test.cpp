#include <balanced/format/web_values.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;

TEST(parse_go_duration, ReadsWhatGoReads) {
    const std::vector<std::pair<std::string_view, std::chrono::nanoseconds>> good{
        {"0", 0ns},     {"0s", 0ns},     {"15", 15ns},      {"1s", 1s},   {"100ms", 100ms},
        {"1m30s", 90s}, {"1.5h", 90min}, {".5s", 500ms},    {"1.s", 1s},  {"1s1s", 2s},
        {"7us", 7us},   {"7µs", 7us},    {"7\u03BCs", 7us}, {"3ns", 3ns}, {"1h1ms", 1h + 1ms}};
    for (const auto& [text, meaning] : good)
        EXPECT_EQ(parse_go_duration(text), meaning) << text;
}

TEST(parse_go_duration, RefusesTheRest) {
    for (const std::string_view text : {"", "s", "1d", "-1s", "-1", "1 s", "1e3s", "infs", "nans", ".s",
                                        "1s ", "1sx", "300000000h", "99999999999999999999", "1..5s", "+1s"})
        EXPECT_EQ(parse_go_duration(text), std::nullopt) << text;
}

TEST(bcrypt_fault, TakesTheThreeGoodVariants) {
    for (const std::string_view variant : {"$2a$", "$2b$", "$2y$"}) {
        for (const std::string_view cost : {"04$", "10$", "18$"})
            EXPECT_EQ(bcrypt_fault(std::string(variant).append(cost).append(53, 'a')), "");
    }
}

TEST(bcrypt_fault, NamesACostOutOfBounds) {
    EXPECT_THAT(bcrypt_fault("$2y$19$" + std::string(53, 'a')), testing::HasSubstr("has a cost of 19"));
    EXPECT_THAT(bcrypt_fault("$2y$03$" + std::string(53, 'a')), testing::HasSubstr("has a cost of 3"));
}

TEST(bcrypt_fault, RefusesOtherHashesAndWhatIsNone) {
    const std::string rest(53, 'a');
    for (const std::string& text :
         {std::string(), "$2x$10$" + rest, "$2$10$" + rest, "$2y$10$" + rest + "a",
          "$2y$10$" + rest.substr(1), "$2y$-1$" + rest, "$2y$ 9$" + rest, "$2y$10." + rest,
          "$2y$10$" + rest.substr(1) + "*", std::string("a.trad1tional"), std::string("$1$saltsalt$") + rest})
        EXPECT_THAT(bcrypt_fault(text), testing::StartsWith("must be a bcrypt hash")) << text;
}

TEST(is_tls13_suite, TellsThemByTheirNames) {
    EXPECT_TRUE(is_tls13_suite("TLS_AES_128_GCM_SHA256"));
    EXPECT_FALSE(is_tls13_suite("ECDHE-RSA-AES128-SHA"));
}

} // namespace
} // namespace balanced
