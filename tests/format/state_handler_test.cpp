#include <balanced/format/state_handler.hpp>

#include <format/state_example.hpp>
#include <gmock/gmock.h>

#include <random>

namespace balanced {
namespace {

using testing::StartsWith;

/// The fault of a document with a right checksum.
std::string fault_in(const std::string& body) {
    const std::string fault = fault_of(with_ending(body));
    return fault.substr(0, fault.find(" at byte "));
}

std::string state_with(const std::string& accounts) {
    return R"({"format":1,"version":"1","written":"2025-11-24T16:00:00.123Z","accounts":)" + accounts;
}

std::string account_with(const std::string& rest) {
    return state_with(R"([{"name":"a","listed":"2025-11-24T16:00:00Z",)" + rest + "}]");
}

std::string token_with(const std::string& fields) {
    return account_with(R"("tokens":[{"name":"x")" + fields + "}]");
}

remembered_token token_of(const std::string& fields) {
    const state_reading got = read_state(with_ending(token_with(fields)));
    EXPECT_EQ(got.fault, "");
    return got.fault.empty() ? got.state.accounts.at("a")->tokens.at(0) : remembered_token{};
}

TEST(state_handler, WhatATokenNeedNotHaveIsUnknown) {
    EXPECT_EQ(token_of(""), (remembered_token{.name = "x"}));
}

TEST(state_handler, KeysOfALaterVersionArePassedOver) {
    const std::string unknown =
        R"(,"later":{"rate":[1,{"consumed":"x"}],"name":7},"more":[],"none":null,"flag":true)";
    EXPECT_EQ(token_of(unknown + R"(,"consumed":3)" + R"(,"burning":[1,2])"),
              (remembered_token{.name = "x", .consumed = 3}));
    EXPECT_EQ(fault_in(account_with(R"("new":[{"tokens":[]}],"tokens":[])")), "");
    EXPECT_EQ(fault_in(R"({"format":1,"new":{"accounts":3},"written":"2025-11-24T16:00:00Z","accounts":[])"),
              "");
}

TEST(state_handler, AnotherFormatIsForeign) {
    for (const std::string format : {"2", "0", "-1", "1.5", "1e0", "10000000000000000000"})
        EXPECT_EQ(fault_in(R"({"format":)" + format + R"(,"accounts":{"other":"shape"})"),
                  "of format " + format + ", and this version reads format 1 alone");
}

TEST(state_handler, WithoutItsFormatInFrontNothingIsAState) {
    const std::string fault = "no state: it does not begin with its format";
    EXPECT_EQ(fault_in(R"({"accounts":[],"format":1)"), fault);
    EXPECT_EQ(fault_in(R"({"status":"success","format":1)"), fault);
    EXPECT_EQ(fault_in(R"({"FORMAT":1)"), fault);
}

TEST(state_handler, OtherJsonIsNoState) {
    for (const char* text : {"[]", "[[{\"format\":1}]]", "1", "\"format\"", "null", "true"})
        EXPECT_THAT(fault_of(text), StartsWith("no state: a value is not what belongs there")) << text;
    EXPECT_THAT(fault_of("{}"), StartsWith("no state: something is missing"));
}

TEST(state_handler, NothingMayBeMissing) {
    EXPECT_EQ(fault_in(R"({"format":1)"), "no state: something is missing");
    EXPECT_EQ(fault_in(R"({"format":1,"accounts":[])"), "no state: something is missing");
    EXPECT_EQ(fault_in(R"({"format":1,"written":"2025-11-24T16:00:00Z")"), "no state: something is missing");
    const std::string missing = "no state: something of an account is missing";
    EXPECT_EQ(fault_in(state_with("[{}]")), missing);
    EXPECT_EQ(fault_in(state_with(R"([{"name":"a","tokens":[]}])")), missing);
    EXPECT_EQ(fault_in(state_with(R"([{"name":"a","listed":"2025-11-24T16:00:00Z"}])")), missing);
    EXPECT_EQ(fault_in(state_with(R"([{"tokens":[],"listed":"2025-11-24T16:00:00Z"}])")), missing);
    EXPECT_EQ(fault_in(account_with(R"("tokens":[{"consumed":1}])")), "no state: a token has no name");
    EXPECT_EQ(fault_in(account_with(R"("tokens":[{"name":"x"},{"consumed":1}])")),
              "no state: a token has no name")
        << "each token has its own";
}

TEST(state_handler, NothingMayBeThereTwice) {
    EXPECT_EQ(fault_in(token_with(R"(,"consumed":1,"consumed":1)")), "no state: consumed is there twice");
    EXPECT_EQ(fault_in(account_with(R"("tokens":[],"tokens":[])")), "no state: tokens is there twice");
    EXPECT_EQ(fault_in(state_with(R"([],"accounts":[])")), "no state: accounts is there twice");
    EXPECT_EQ(fault_in(R"({"format":1,"format":1)"), "no state: format is there twice");
    const std::string account = R"({"name":"a","listed":"2025-11-24T16:00:00Z","tokens":[]})";
    EXPECT_EQ(fault_in(state_with("[" + account + "," + account + "]")),
              "no state: an account is there twice");
    EXPECT_EQ(fault_in(account_with(R"("tokens":[{"name":"x"},{"name":"x"}])")),
              "no state: the tokens are not in order");
    EXPECT_EQ(fault_in(account_with(R"("tokens":[{"name":"y"},{"name":"x"}])")),
              "no state: the tokens are not in order");
}

TEST(state_handler, ALevelIsOneOfItsKindOrAFault) {
    EXPECT_EQ(token_of(R"(,"balance_level":"ok","expiry_level":"warning")"),
              (remembered_token{"x", {}, level::ok, level::warning, 0, 0}));
    for (const char* bad :
         {R"("expired")", R"("unknown")", R"("")", R"("Critical")", "2", "null", "true", "[]", "{}"})
        EXPECT_EQ(fault_in(token_with(R"(,"balance_level":)" + std::string(bad))),
                  "no state: balance_level is not what belongs there")
            << bad;
    EXPECT_EQ(fault_in(token_with(R"(,"expiry_level":"exhausted")")),
              "no state: expiry_level is not what belongs there");
}

TEST(state_handler, ARunwayHasNoWorstLevel) {
    EXPECT_EQ(token_of(R"(,"runway_level":"critical")").runway_level, level::critical);
    for (const char* bad : {R"("expired")", R"("exhausted")", R"("")", "1", "null", "{}", "[]"})
        EXPECT_EQ(fault_in(token_with(R"(,"runway_level":)" + std::string(bad))),
                  "no state: runway_level is not what belongs there")
            << bad;
}

TEST(state_handler, AnEstimateIsWholeOrAFault) {
    const burn_estimate some{0.5, 1800, std::chrono::hours(1)};
    EXPECT_EQ(token_of(R"(,"burn":{"watched":3600.0000001,"credits":5e-1,"seconds":1800})").burn, some);
    EXPECT_EQ(
        token_of(
            R"(,"burn":{"of":[{"credits":1}],"watched":3600,"credits":0.5,"more":{},"seconds":1800},"x":1)")
            .burn,
        some);
    const std::string fault = "no state: burn is no estimate";
    for (const char* bad : {
             R"({})",
             R"({"credits":1,"seconds":60})",
             R"({"credits":1,"watched":60})",
             R"({"seconds":1,"watched":60})",
             R"({"credits":-1,"seconds":60,"watched":60})",
             R"({"credits":1,"seconds":0,"watched":60})",
             R"({"credits":1,"seconds":-1,"watched":60})",
             R"({"credits":1,"seconds":61,"watched":60})",
             R"({"credits":0,"seconds":1e-9,"watched":0})",
             R"({"credits":0,"seconds":1,"watched":1577847601})",
         })
        EXPECT_EQ(fault_in(token_with(R"(,"burn":)" + std::string(bad))), fault) << bad;
    for (const char* bad : {"1", R"("x")", "null", "[]", "[{}]", "true"})
        EXPECT_EQ(fault_in(token_with(R"(,"burn":)" + std::string(bad))),
                  "no state: burn is not what belongs there")
            << bad;
    for (const char* key : {"credits", "seconds", "watched"}) {
        for (const char* bad : {"1e400", R"("1")", "null", "{}", "[]", "false"})
            EXPECT_EQ(fault_in(token_with(R"(,"burn":{")" + std::string(key) + R"(":)" + bad + "}")),
                      "no state: " + std::string(key) + " is not what belongs there")
                << bad;
    }
    for (const char* bad : {"-1", "1e300", "1e11", "-1e300"})
        EXPECT_EQ(fault_in(token_with(R"(,"burn":{"watched":)" + std::string(bad) + "}")),
                  "no state: watched is not what belongs there")
            << bad;
    EXPECT_EQ(fault_in(token_with(R"(,"burn":{"credits":1,"credits":1})")),
              "no state: credits is there twice");
}

TEST(state_handler, EachTokenHasAnEstimateOfItsOwn) {
    const std::string burn = R"("burn":{"credits":1,"seconds":1,"watched":2})";
    const state_reading got = read_state(with_ending(
        account_with(R"("tokens":[{"name":"x",)" + burn + R"(},{"name":"y"},{"name":"z",)" + burn + "}]")));
    EXPECT_EQ(got.fault, "");
    const auto& tokens = got.state.accounts.at("a")->tokens;
    EXPECT_EQ(tokens.at(0).burn, tokens.at(2).burn);
    EXPECT_EQ(tokens.at(1).burn, burn_estimate());
    EXPECT_EQ(fault_in(token_with("," + burn + "," + burn)), "no state: burn is there twice");
}

TEST(state_handler, ANumberIsFiniteOrAFault) {
    EXPECT_EQ(token_of(R"(,"balance":-1E2,"consumed":1e-3,"added":0)"),
              (remembered_token{"x", -100, {}, {}, 0.001, 0}));
    for (const char* bad : {"1e400", "-1e999", R"("1")", "null", "false", "[1]", "{}"}) {
        EXPECT_EQ(fault_in(token_with(R"(,"balance":)" + std::string(bad))),
                  "no state: balance is not what belongs there")
            << bad;
        EXPECT_EQ(fault_in(token_with(R"(,"consumed":)" + std::string(bad))),
                  "no state: consumed is not what belongs there")
            << bad;
    }
    for (const char* bad : {"NaN", "Infinity", "1e99999999999", "01", "+1", ".5", "0x1"})
        EXPECT_THAT(fault_in(token_with(R"(,"balance":)" + std::string(bad))), StartsWith("not JSON")) << bad;
    EXPECT_EQ(fault_in(token_with(R"(,"consumed":-1)")), "no state: consumed is not what belongs there");
    EXPECT_EQ(fault_in(token_with(R"(,"added":-1)")), "no state: added is not what belongs there");
}

TEST(state_handler, ATimeHasItsZone) {
    for (const char* bad : {R"("2025-11-24T16:00:00")", R"("yesterday")", "1764000000", "null"})
        EXPECT_EQ(fault_in(state_with(R"([{"name":"a","listed":)" + std::string(bad) + R"(,"tokens":[]}])")),
                  "no state: listed is not what belongs there")
            << bad;
    EXPECT_EQ(fault_in(token_with(R"(,"seen":"2025-11-24T16:00:00")")),
              "no state: seen is not what belongs there");
}

/// A time that could not be written would make the next state one that cannot be read.
TEST(state_handler, ATimeCanBeWrittenAgain) {
    EXPECT_EQ(token_of(R"(,"seen":"2025-11-24T16:00:00.1239999Z")").seen, example_time);
    for (const char* last : {"0000-01-01T00:00:00Z", "9999-12-31T23:59:59.9999Z"})
        EXPECT_TRUE(token_of(R"(,"seen":")" + std::string(last) + "\"").seen) << last;
    for (const char* bad : {"0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"})
        EXPECT_EQ(fault_in(token_with(R"(,"seen":")" + std::string(bad) + "\"")),
                  "no state: seen is not what belongs there")
            << bad;
}

TEST(state_handler, ContainersStandWhereTheyBelong) {
    for (const char* bad : {"{}", "[[]]", "[1]", "[\"a\"]", "[null]", "1", "\"x\"", "null"})
        EXPECT_EQ(fault_in(state_with(bad)), "no state: accounts is not what belongs there") << bad;
    for (const char* bad : {"{}", "[[]]", "[1]", "null"})
        EXPECT_EQ(fault_in(account_with(R"("tokens":)" + std::string(bad))),
                  "no state: tokens is not what belongs there")
            << bad;
    EXPECT_EQ(fault_in(account_with(R"("tokens":[{"name":{}}])")),
              "no state: name is not what belongs there");
    EXPECT_EQ(fault_in(account_with(R"("tokens":[{"name":7}])")), "no state: name is not what belongs there");
}

TEST(state_handler, TextIsUtf8) {
    EXPECT_THAT(fault_in(account_with("\"tokens\":[{\"name\":\"\xFF\"}]")), StartsWith("not JSON"));
    EXPECT_THAT(fault_in(account_with(R"("tokens":[{"name":"\ud800"}])")), StartsWith("not JSON"));
    EXPECT_THAT(fault_in(account_with("\"tokens\":[{\"name\":\"\xED\xA0\x80\"}]")), StartsWith("not JSON"));
}

/// Whatever passes is as good as if it had been written: what it says is said again in the same words.
TEST(state_handler, WhatPassesWithARightChecksumIsWhole) {
    const std::string whole = body_of(text_of(example_accounts()));
    std::mt19937 random(4);
    int passed = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string changed = whole;
        changed[random() % changed.size()] = static_cast<char>(random());
        const state_reading got = read_state(with_ending(changed));
        if (!got.fault.empty())
            continue;
        ++passed;
        for (const auto& [name, account] : got.state.accounts) {
            for (const remembered_token& token : account->tokens)
                ASSERT_TRUE(token.consumed >= 0 && token.added >= 0) << changed;
        }
        const state_reading again = read_state(text_of(got.state.accounts));
        ASSERT_EQ(again.fault, "") << changed;
        ASSERT_EQ(again.state.accounts.size(), got.state.accounts.size());
        for (const auto& [name, account] : got.state.accounts)
            ASSERT_TRUE(again.state.accounts.at(name)->tokens == account->tokens) << changed;
    }
    EXPECT_GT(passed, 100);
}

} // namespace
} // namespace balanced
