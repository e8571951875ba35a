#include "example_tokens.hpp"
#include <balanced/format/token_query.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

std::string fault_of(std::string_view query) {
    const query_reading reading = read_token_query(query);
    EXPECT_TRUE(reading.fault.empty() || reading.query == token_query()) << "nothing is filtered by half";
    return reading.fault;
}

token_query good(std::string_view query) {
    const query_reading reading = read_token_query(query);
    EXPECT_EQ(reading.fault, "") << query;
    return reading.query;
}

TEST(read_token_query, TakesEachParameter) {
    const token_query all = good("account=a&name=ci-*&level=critical&limit=10&refresh=off");
    EXPECT_EQ(
        all,
        (token_query{
            .account = "a", .name = "ci-*", .level = level_choice::critical, .limit = 10, .refresh = false}));
    EXPECT_EQ(good("level=ok&refresh=on"), token_query());
    EXPECT_EQ(good("level=warning").level, level_choice::warning);
    EXPECT_EQ(good("level=exhausted").level, level_choice::exhausted);
    EXPECT_EQ(good("level=expired").level, level_choice::expired);
    EXPECT_EQ(good("limit=0").limit, 0U);
}

TEST(read_token_query, TakesAnEmptyParameterAsNotGiven) {
    for (const char* query :
         {"", "&", "&&", "account=", "account", "name=&level=&limit=&refresh=&account=", "level=&level="})
        EXPECT_EQ(good(query), token_query()) << query;
    EXPECT_EQ(good("level=&level=warning").level, level_choice::warning);
    EXPECT_EQ(good("&account=a&").account, "a");
}

TEST(read_token_query, DecodesFormsAsBrowsersSendThem) {
    EXPECT_EQ(good("account=a+b%20c%2Bd").account, "a b c+d");
    EXPECT_EQ(good("n%61me=%63i%2d%2A").name, "ci-*");
    EXPECT_EQ(good("account=a=b").account, "a=b");
    EXPECT_EQ(good("account=%26%3D%25").account, "&=%");
    EXPECT_EQ(good("account=%E2%82%ac").account, "€");
    EXPECT_EQ(good("account=€").account, "€") << "some clients send it as it is";
    EXPECT_EQ(good("account=a%00b").account, std::string("a\0b", 3));
}

TEST(read_token_query, RefusesWhatIsNotUtf8InPercentEncoding) {
    for (const char* query : {"name=%", "name=%4", "name=%4g", "name=%g4", "name=a%", "name=%-1", "name=%+1",
                              "name=%0x", "name=% 1", "name=%ff", "name=\xff", "name=%C0%AF", "name=%E2%82",
                              "name=%ED%A0%80", "name=%E2%82&account=a"})
        EXPECT_EQ(fault_of(query), "name: not UTF-8 in percent-encoding") << query;
    for (const char* query : {"%=a", "na%mE=a", "%ff=a"})
        EXPECT_EQ(fault_of(query), "the name of a parameter is not UTF-8 in percent-encoding") << query;
}

TEST(read_token_query, NamesWhatIsUnknown) {
    EXPECT_EQ(fault_of("acount=a"),
              R"("acount": no such parameter, there are account, name, level, limit, refresh )"
              R"((did you mean "account"?))");
    EXPECT_EQ(fault_of("Level=ok"),
              R"("Level": no such parameter, there are account, name, level, limit, refresh )"
              R"((did you mean "level"?))");
    EXPECT_EQ(fault_of("=x"), R"("": no such parameter, there are account, name, level, limit, refresh)");
    EXPECT_EQ(fault_of("colour="),
              R"("colour": no such parameter, there are account, name, level, limit, refresh)");
}

TEST(read_token_query, RefusesToChooseBetweenTwo) {
    EXPECT_EQ(fault_of("account=a&account=a"), "account: given twice");
    EXPECT_EQ(fault_of("limit=1&name=a&limit=2"), "limit: given twice");
}

TEST(read_token_query, SaysWhatALevelIs) {
    EXPECT_EQ(fault_of("level=bad"), R"(level: "bad" is none of ok, warning, critical, exhausted, expired)");
    EXPECT_EQ(fault_of("level=Warning"),
              R"(level: "Warning" is none of ok, warning, critical, exhausted, expired )"
              R"((did you mean "warning"?))");
    EXPECT_EQ(fault_of("level=warning+"),
              R"(level: "warning " is none of ok, warning, critical, exhausted, expired )"
              R"((did you mean "warning"?))");
}

TEST(read_token_query, TakesOnlyDigitsForALimit) {
    EXPECT_EQ(good("limit=18446744073709551615").limit, std::size_t(-1));
    EXPECT_EQ(good("limit=007").limit, 7U);
    EXPECT_EQ(fault_of("limit=18446744073709551616"), R"(limit: "18446744073709551616" is too large)");
    for (const char* value : {"-1", "+1", "1.0", "1e3", "0x1", "x", "1 ", " 1", "١"}) {
        std::string encoded;
        for (const char c : std::string_view(value))
            encoded += c == '+' ? std::string("%2B") : std::string(1, c);
        EXPECT_EQ(fault_of("limit=" + encoded),
                  std::string("limit: \"") + value + "\" is not a whole number");
    }
}

TEST(read_token_query, SaysWhatARefreshIs) {
    EXPECT_EQ(fault_of("refresh=5"), R"(refresh: "5" is neither on nor off)");
}

TEST(read_token_query, KeepsForeignTextShortAndOnItsLine) {
    EXPECT_EQ(fault_of("refresh=%0a%22%3Cb%3E"), R"(refresh: "\n\"<b>" is neither on nor off)");
    std::string long_text;
    for (int i = 0; i < 101; ++i)
        long_text += "€";
    EXPECT_EQ(fault_of("refresh=" + long_text),
              "refresh: \"" + long_text.substr(0, 300) + "\"… is neither on nor off");
    EXPECT_LT(fault_of(std::string(8000, 'x') + "=1").size(), 300U);
    EXPECT_EQ(good("name=" + std::string(220, '?')).name.size(), 220U);
    EXPECT_EQ(fault_of("name=" + std::string(221, '?')), "name: longer than 220 characters");
}

class selection : public testing::Test {
protected:
    selection() {
        token.balance_level = level::ok;
        token.runway_level = level::ok;
        token.expiry_level = level::ok;
    }

    bool selects(level_choice choice) const {
        return token_query{.level = choice}.selects("a", account, token);
    }

    account_snapshot account{};
    tracked_token token = test::token("ci-1");
};

TEST_F(selection, IsOfAllWithoutFilters) {
    EXPECT_TRUE(token_query().selects("a", account, token));
    EXPECT_TRUE(token_query().selects("a", account, test::token("without levels")));
}

TEST_F(selection, IsByTheWholeNames) {
    EXPECT_TRUE(token_query{.account = "a"}.selects("a", account, token));
    EXPECT_FALSE(token_query{.account = "a"}.selects("ab", account, token));
    EXPECT_FALSE(token_query{.account = "*"}.selects("a", account, token)) << "no glob";
    EXPECT_TRUE(token_query{.name = "c?-[0-9]"}.selects("a", account, token));
    EXPECT_FALSE(token_query{.name = "ci"}.selects("a", account, token));
    EXPECT_FALSE(token_query{.name = "CI-1"}.selects("a", account, token));
}

TEST_F(selection, IsByTheWorstLevelAtLeast) {
    EXPECT_FALSE(selects(level_choice::warning));
    token.runway_level = level::warning;
    EXPECT_TRUE(selects(level_choice::ok));
    EXPECT_TRUE(selects(level_choice::warning));
    EXPECT_FALSE(selects(level_choice::critical));
    token.expiry_level = level::worst;
    EXPECT_TRUE(selects(level_choice::warning));
    EXPECT_TRUE(selects(level_choice::critical));
}

TEST_F(selection, KnowsTheWorstOfEachKindApart) {
    token.balance_level = level::worst;
    EXPECT_TRUE(selects(level_choice::exhausted));
    EXPECT_FALSE(selects(level_choice::expired));
    token.balance_level = level::critical;
    token.expiry_level = level::worst;
    EXPECT_FALSE(selects(level_choice::exhausted));
    EXPECT_TRUE(selects(level_choice::expired));
}

TEST_F(selection, SeesNoBalanceThatIsTooOldToSpeakOf) {
    token.balance_level = level::worst;
    account.stale = true;
    EXPECT_FALSE(selects(level_choice::exhausted));
    EXPECT_FALSE(selects(level_choice::warning));
    token.expiry_level = level::worst;
    EXPECT_TRUE(selects(level_choice::expired));
    EXPECT_TRUE(selects(level_choice::critical));
}

} // namespace
} // namespace balanced
