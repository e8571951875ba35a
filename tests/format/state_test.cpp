#include <balanced/format/state.hpp>

#include <format/state_example.hpp>
#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>

namespace balanced {
namespace {

using namespace std::string_literals;
using testing::StartsWith;

void expect_same(const remembered_accounts& got, const remembered_accounts& wanted) {
    ASSERT_EQ(got.size(), wanted.size());
    for (auto left = got.begin(), right = wanted.begin(); right != wanted.end(); ++left, ++right) {
        EXPECT_EQ(left->first, right->first);
        EXPECT_TRUE(*left->second == *right->second) << right->first;
    }
}

void expect_round_trip(const remembered_accounts& accounts) {
    const state_reading got = read_state(text_of(accounts));
    EXPECT_EQ(got.fault, "");
    expect_same(got.state.accounts, accounts);
}

TEST(state, IsReadBackAsItWas) {
    const state_reading got = read_state(text_of(example_accounts()));
    EXPECT_EQ(got.fault, "");
    EXPECT_EQ(got.state.version, "1.2.3");
    EXPECT_EQ(got.state.written, example_time);
    expect_same(got.state.accounts, example_accounts());
    expect_round_trip({});
}

TEST(state, ItsTextIsFixed) {
    EXPECT_EQ(text_of(example_accounts()),
              R"({"format":1,"version":"1.2.3","written":"2025-11-24T16:00:00.123Z","accounts":[
{"name":"default","listed":"2025-11-24T16:00:00.123Z","tokens":[
{"name":"ci-7","balance":1.5,"balance_level":"critical","runway_level":"warning","consumed":48.5,"added":100,"seen":"2025-11-24T15:58:00.123Z","burn":{"credits":0.30000000000000004,"seconds":6400.25,"watched":7200.000001}},
{"name":"ended","expiry_level":"expired","consumed":0,"added":0},
{"name":"spent","balance":-0.25,"balance_level":"exhausted","expiry_level":"ok","consumed":99999.99,"added":0.30000000000000004}]},
{"name":"empty","listed":"2025-11-24T17:00:00.123Z","tokens":[]}],
"crc32":"91ac8ccb"}
)");
}

TEST(state, NumbersComeBackExactly) {
    using limits = std::numeric_limits<double>;
    std::vector<double> numbers{0,      0.1,           1e17,  123456789012345678.0,
                                5e-324, limits::min(), 1e-5,  limits::max(),
                                1e22,   0.1 + 0.2,     1e300, 99999.99};
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> amount(0, 100'000);
    for (int i = 0; i < 10'000; ++i)
        numbers.push_back(amount(random));
    std::vector<remembered_token> tokens;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        tokens.push_back({std::to_string(100'000 + i), -numbers[i], std::nullopt, std::nullopt, numbers[i],
                          numbers[i] / 3});
    expect_round_trip({{"a", remembered(std::move(tokens))}});
}

TEST(state, EstimatesComeBackExactly) {
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> part(0, 1);
    const double half_century = in_seconds(std::chrono::years(50)) * 1e6;
    std::vector<remembered_token> tokens;
    for (int i = 0; i < 10'000; ++i) {
        const double shrunk = half_century / std::pow(2, std::uniform_int_distribution<int>(0, 50)(random));
        const duration watched(1 + static_cast<std::int64_t>(part(random) * shrunk));
        tokens.push_back({.name = std::to_string(100'000 + i),
                          .burn = {part(random) / (1 + i), part(random) * in_seconds(watched), watched}});
    }
    tokens.push_back({.name = "idle", .burn = {0, 5e-324, std::chrono::years(50)}});
    tokens.push_back({.name = "more", .burn = {1e308, 1e-6, std::chrono::microseconds(1)}});
    expect_round_trip({{"a", remembered(std::move(tokens))}});
}

TEST(state, WhatIsNoEstimateIsLeftOut) {
    const double infinity = std::numeric_limits<double>::infinity();
    const duration hour = std::chrono::hours(1);
    std::vector<remembered_token> tokens;
    for (const burn_estimate& burn : std::vector<burn_estimate>{{},
                                                                {1, 0, hour},
                                                                {infinity, 60, hour},
                                                                {-1, 60, hour},
                                                                {1, 3601, hour},
                                                                {1, std::nan(""), hour},
                                                                {1, 60, std::chrono::years(51)}})
        tokens.push_back({.name = std::to_string(tokens.size()), .consumed = 3, .burn = burn});
    const state_reading got = read_state(text_of({{"a", remembered(tokens)}}));
    EXPECT_EQ(got.fault, "");
    for (remembered_token& token : tokens)
        token.burn = {};
    expect_same(got.state.accounts, {{"a", remembered(tokens)}});
}

/// What the version before it wrote.
TEST(state, IsReadAsItWasBeforeThereWereEstimates) {
    const state_reading got =
        read_state(R"({"format":1,"version":"1.2.3","written":"2025-11-24T16:00:00.123Z","accounts":[
{"name":"default","listed":"2025-11-24T16:00:00.123Z","tokens":[
{"name":"ci-7","balance":1.5,"balance_level":"critical","consumed":48.5,"added":100},
{"name":"ended","expiry_level":"expired","consumed":0,"added":0},
{"name":"spent","balance":-0.25,"balance_level":"exhausted","expiry_level":"ok","consumed":99999.99,"added":0.30000000000000004}]},
{"name":"empty","listed":"2025-11-24T17:00:00.123Z","tokens":[]}],
"crc32":"4ba8c608"}
)");
    EXPECT_EQ(got.fault, "");
    remembered_accounts wanted = example_accounts();
    std::vector<remembered_token> tokens = wanted.at("default")->tokens;
    tokens[0].runway_level.reset();
    tokens[0].seen.reset();
    tokens[0].burn = {};
    wanted["default"] = remembered(std::move(tokens));
    expect_same(got.state.accounts, wanted);
}

TEST(state, NamesComeBackAsTheyWere) {
    const std::vector<std::string> names{""s,
                                         "\0\x01\x1F\x7F"s,
                                         " \t\r\n\"\\/"s,
                                         "NAME#2"s,
                                         "\u0085\u00E9\u202E\u2028"s,
                                         "\uFFFD\uFFFF"s,
                                         "\U0001F600\U0010FFFF"s,
                                         std::string(100'000, 'x')};
    remembered_accounts accounts;
    for (const std::string& account : names) {
        std::vector<remembered_token> tokens;
        for (const std::string& name : names)
            tokens.push_back({.name = name});
        std::ranges::sort(tokens, {}, &remembered_token::name);
        accounts.emplace(account, remembered(std::move(tokens)));
    }
    expect_round_trip(accounts);
}

TEST(state, WhatIsNoNumberIsLeftOut) {
    const double infinity = std::numeric_limits<double>::infinity();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const state_reading got =
        read_state(text_of({{"a", remembered({{"x", nan, level::ok, {}, infinity, 1}})}}));
    EXPECT_EQ(got.fault, "");
    expect_same(got.state.accounts, {{"a", remembered({{"x", std::nullopt, level::ok, {}, 0, 1}})}});
}

TEST(state, ATextThatIsCutIsNoState) {
    const std::string whole = text_of(example_accounts());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        ASSERT_NE(fault_of(whole.substr(0, size)), "") << size;
        ASSERT_NE(fault_of(whole.substr(0, size) + std::string(whole.size() - size, '\0')), "") << size;
    }
    EXPECT_EQ(fault_of(""), "not JSON (incomplete JSON) at byte 0");
    EXPECT_THAT(fault_of(whole.substr(0, 150)), StartsWith("not JSON (incomplete JSON)"));
    EXPECT_THAT(fault_of(whole + "{}"), StartsWith("not JSON (extra data)"));
}

TEST(state, ATextThatWasChangedIsNoState) {
    const std::string whole = text_of(example_accounts());
    std::mt19937 random(2);
    const auto below = [&](std::size_t end) { return random() % end; };
    for (int i = 0; i < 20'000; ++i) {
        std::string changed = whole;
        for (std::size_t left = 1 + below(3); left > 0; --left) {
            const std::size_t at = below(changed.size());
            switch (below(4)) {
            case 0:
                changed[at] = static_cast<char>(changed[at] ^ (1 << below(8)));
                break;
            case 1:
                changed.erase(at, 1 + below(40));
                break;
            case 2:
                changed.insert(at, whole, below(whole.size()), below(60));
                break;
            default:
                changed[at] = "0123456789{}[],:\"\\eE+-."[below(23)];
            }
        }
        if (changed != whole) {
            ASSERT_NE(fault_of(changed), "") << changed;
        }
    }
}

TEST(state, AnyBytesAreAStateOrAFault) {
    std::mt19937 random(3);
    for (int i = 0; i < 5'000; ++i) {
        std::string bytes(random() % 300, '\0');
        for (char& byte : bytes)
            byte = static_cast<char>(random());
        ASSERT_NE(fault_of(bytes), "");
        ASSERT_NE(fault_of("{\"format\":1," + bytes), "");
    }
    EXPECT_NE(fault_of(std::string(1'000'000, '[')), "");
    EXPECT_NE(fault_of(R"({"format":1,"x":)" + std::string(1'000'000, '[')), "");
}

TEST(state, AChangeOfANumberIsFoundOutByTheChecksum) {
    std::string text = text_of(example_accounts());
    text.replace(text.find("48.5"), 4, "38.5");
    EXPECT_EQ(fault_of(text), "its checksum does not fit: it was changed after it was written");
    EXPECT_EQ(fault_of(with_ending(body_of(text))), "");
    EXPECT_EQ(fault_of(body_of(text) + "}"),
              "its checksum does not fit: it was changed after it was written");
}

TEST(state, TheChecksumOfTokensLeavesTheTimesOut) {
    const auto checksum = [](time_point at, const std::string& account, remembered_token token) {
        state_text text("1.2.3", at);
        text.add(account, {at, {std::move(token)}});
        return text.checksum_of_tokens();
    };
    const remembered_token token{"x", 5, level::ok, level::ok, 1, 2};
    const auto sum = checksum(example_time, "a", token);
    EXPECT_EQ(checksum(example_time + std::chrono::hours(1), "a", token), sum);
    EXPECT_NE(checksum(example_time, "b", token), sum);
    for (const auto change : std::vector<void (*)(remembered_token&)>{
             [](remembered_token& t) { t.name = "y"; }, [](remembered_token& t) { t.balance = 4; },
             [](remembered_token& t) { t.balance_level = level::worst; },
             [](remembered_token& t) { t.expiry_level.reset(); }, [](remembered_token& t) { t.consumed = 3; },
             [](remembered_token& t) { t.added = 3; },
             [](remembered_token& t) { t.runway_level = level::ok; },
             [](remembered_token& t) { t.seen = example_time; },
             [](remembered_token& t) { t.burn = example_burn; }}) {
        remembered_token other = token;
        change(other);
        EXPECT_NE(checksum(example_time, "a", other), sum);
    }
}

} // namespace
} // namespace balanced
