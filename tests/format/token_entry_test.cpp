#include "format/decoded_list.hpp"

#include <limits>

namespace balanced {
namespace {

using testing::ElementsAre;

TEST(token_entry, TheRecordOfTheNewerSpecificationIsRead) {
    const token_record token = token_with(
        R"("id":null,"masked":"sk-eden-…8a90","key_prefix":"sk-eden","last4":"8a90","label":"l","revoked":false,)"
        R"("legacy":true,"synthesized":false,"token_type":"sandbox_api_token","balance":"50.000000000",)"
        R"("active_balance":true,"balance_reset_amount":"100","balance_reset_period":"monthly",)"
        R"("expire_time":"2026-03-01T12:00:00+02:00")");
    EXPECT_EQ(token.token_type, "sandbox_api_token");
    EXPECT_EQ(token.balance, 50.0);
    EXPECT_EQ(token.reset_amount, 100.0);
    EXPECT_EQ(token.reset_period, "monthly");
    EXPECT_EQ(token.expire_time, parse_date_time("2026-03-01T10:00:00Z")->time);
}

TEST(token_entry, NumbersComeOutAsTheyWentIn) {
    EXPECT_EQ(token_with(R"("balance":0.30000000000000004)").balance, 0.30000000000000004);
    EXPECT_EQ(token_with(R"("balance":99999.99)").balance, 99999.99);
    EXPECT_EQ(token_with(R"("balance":"99999.99")").balance, 99999.99);
    EXPECT_EQ(token_with(R"("balance":-0.1)").balance, -0.1);
    EXPECT_EQ(token_with(R"("balance":5)").balance, 5.0);
    EXPECT_EQ(token_with(R"("balance":-5)").balance, -5.0);
    EXPECT_EQ(token_with(R"("balance":1E2)").balance, 100.0);
    EXPECT_EQ(token_with(R"("balance":7.2057594037927933e+16)").balance, 7.2057594037927933e+16);
    EXPECT_EQ(token_with(R"("balance":123456789012345678901234567890)").balance,
              123456789012345678901234567890.0);
    EXPECT_EQ(token_with(R"("balance":18446744073709551615)").balance, 18446744073709551615.0);
    EXPECT_EQ(token_with(R"("balance":8.41386183414837)").balance, 8.41386183414837);
    EXPECT_EQ(token_with(R"("balance":1.7976931348623157e308)").balance, std::numeric_limits<double>::max());
    EXPECT_EQ(token_with(R"("balance":250000)").balance, 250000.0) << "outside the documented range";
}

TEST(token_entry, NumericStringsMayHaveOnePlus) {
    EXPECT_EQ(token_with(R"("balance":"+12.5")").balance, 12.5);
    EXPECT_EQ(token_with(R"("balance":"-12.5")").balance, -12.5);
    EXPECT_EQ(token_with(R"("balance":"1e3")").balance, 1000.0);
    EXPECT_EQ(token_with(R"("balance":"\u0031\u0032")").balance, 12.0);
}

TEST(token_entry, AMalformedBalanceIsUnknownAndCounted) {
    for (const char* value :
         {R"("")",    R"("-")",    R"("abc")",   R"(" 1")",      R"("1 ")",  R"("1,5")",
          R"("++1")", R"("+-1")",  R"("-+1")",   R"("1.5 USD")", R"("inf")", R"("-infinity")",
          R"("nan")", R"("0x10")", R"("1e400")", R"("1\u0000")", "1e400",    "-1e999",
          "true",     "false",     "[]",         "[1]",          "{}",       R"({"amount":5})"}) {
        const std::string fields = std::string(R"("balance":)") + value;
        const token_record token = token_with(fields);
        EXPECT_EQ(token.balance, std::nullopt) << value;
        EXPECT_TRUE(token.balance_malformed) << value;
        EXPECT_EQ(faults_with(fields, token_field::balance), 1U) << value;
        EXPECT_EQ(faults_with(std::string(R"("balance_reset_amount":)") + value, token_field::reset_amount),
                  1U)
            << value;
    }
}

TEST(token_entry, AResetThatCannotBeReadIsUnknownAndNotAbsent) {
    EXPECT_TRUE(token_with(R"("balance_reset_amount":"x")").reset_malformed);
    EXPECT_TRUE(token_with(R"("balance_reset_period":7)").reset_malformed);
    EXPECT_TRUE(token_with(R"("balance_reset_period":7,"balance_reset_amount":5)").reset_malformed);
    EXPECT_FALSE(token_with(R"("balance_reset_period":null,"balance_reset_amount":5)").reset_malformed);
}

TEST(token_entry, ANumberLongerThanAnyFieldIsMalformed) {
    EXPECT_EQ(faults_with(R"("balance":0.)" + std::string(10'000, '1'), token_field::balance), 1U);
    EXPECT_EQ(faults_with(R"("balance":")" + std::string(10'000, '1') + '"', token_field::balance), 1U);
}

TEST(token_entry, NullAndAbsentFieldsAreNoFaults) {
    const token_list list = list_of(
        R"([{"name":"x"},{"name":"y","balance":null,"active_balance":null,"expire_time":null,"token_type":null,)"
        R"("balance_reset_amount":null,"balance_reset_period":null,"revoked":null,"id":null,"masked":null}])");
    ASSERT_EQ(list.tokens.size(), 2U);
    for (const token_record& token : list.tokens) {
        EXPECT_EQ(token.balance, std::nullopt);
        EXPECT_FALSE(token.active_balance);
        EXPECT_EQ(token.expire_time, std::nullopt);
        EXPECT_EQ(token.token_type, "");
        EXPECT_EQ(token.reset_amount, std::nullopt);
        EXPECT_EQ(token.reset_period, "");
        EXPECT_FALSE(token.balance_malformed);
        EXPECT_FALSE(token.expire_time_malformed);
    }
    EXPECT_THAT(list.tally.field_errors, testing::Each(0U));
}

TEST(token_entry, AMalformedActiveBalanceIsFalseAndCounted) {
    for (const char* value : {"1", "0", R"("true")", "[]", "{}"}) {
        const std::string fields = std::string(R"("active_balance":)") + value;
        EXPECT_FALSE(token_with(fields).active_balance) << value;
        EXPECT_EQ(faults_with(fields, token_field::active_balance), 1U) << value;
    }
    EXPECT_TRUE(token_with(R"("active_balance":true)").active_balance);
}

TEST(token_entry, AMalformedExpireTimeIsUnknownAndCounted) {
    for (const char* value : {R"("")", R"("never")", R"("2026-02-30T00:00:00Z")", R"("2026-03-01")",
                              "1772366400", "true", "[]", "{}"}) {
        const std::string fields = std::string(R"("expire_time":)") + value;
        EXPECT_EQ(token_with(fields).expire_time, std::nullopt) << value;
        EXPECT_TRUE(token_with(fields).expire_time_malformed) << value;
        EXPECT_EQ(faults_with(fields, token_field::expire_time), 1U) << value;
    }
}

TEST(token_entry, AMissingZoneIsToldOnlyForTokensThatAreKept) {
    EXPECT_TRUE(list_of(R"([{"name":"x","expire_time":"2026-03-01T12:00:00"}])").tally.zoneless_expire_time);
    EXPECT_FALSE(
        list_of(R"([{"name":"x","expire_time":"2026-03-01T12:00:00Z"}])").tally.zoneless_expire_time);
    EXPECT_FALSE(list_of(R"([{"name":"x","expire_time":"2026-03-01T12:00:00","revoked":true}])")
                     .tally.zoneless_expire_time);
    EXPECT_FALSE(list_of(R"([{"name":"x","expire_time":"2026-03-01T12:00:00","expire_time":null}])")
                     .tally.zoneless_expire_time);
}

TEST(token_entry, AMalformedTypeOrPeriodIsEmptyAndCounted) {
    for (const char* value : {"1", "true", "[]", R"({"a":"b"})"}) {
        EXPECT_EQ(token_with(std::string(R"("token_type":)") + value).token_type, "") << value;
        EXPECT_EQ(faults_with(std::string(R"("token_type":)") + value, token_field::token_type), 1U);
        EXPECT_EQ(token_with(std::string(R"("balance_reset_period":)") + value).reset_period, "") << value;
        EXPECT_EQ(faults_with(std::string(R"("balance_reset_period":)") + value, token_field::reset_period),
                  1U);
    }
    EXPECT_EQ(faults_with(R"("token_type":")" + std::string(5000, 't') + '"', token_field::token_type), 1U);
    EXPECT_EQ(token_with(R"("token_type":"something_new")").token_type, "something_new");
}

TEST(token_entry, ANameMayHave200Characters) {
    const auto with_name = [](const std::string& name) {
        return list_of(R"([{"name":"good"},{"name":")" + name + "\"}]");
    };
    std::string emoji;
    std::string escaped;
    for (int i = 0; i < 200; ++i) {
        emoji += "\xF0\x9F\x98\x80";
        escaped += R"(\ud83d\ude00)";
    }
    EXPECT_EQ(with_name(std::string(200, 'n')).tokens.size(), 2U);
    EXPECT_EQ(with_name(emoji).tokens.size(), 2U);
    EXPECT_EQ(with_name(escaped).tokens.size(), 2U);
    EXPECT_EQ(with_name(std::string(200, '\xFF')).tokens.size(), 2U);
    for (const std::string& name : {std::string(201, 'n'), emoji + 'n', escaped + "\\ud800",
                                    std::string(201, '\xFF'), std::string(100'000, 'n')}) {
        const token_list list = with_name(name);
        EXPECT_THAT(names(list), ElementsAre("good"));
        EXPECT_EQ(skipped(list.tally, skip_reason::bad_name), 1U);
    }
}

TEST(token_entry, OnlyTrueRevokes) {
    for (const char* value : {"false", "null", "1", R"("true")", "[true]", R"({"revoked":true})"}) {
        const token_list list = list_of(std::string(R"([{"name":"a","revoked":)") + value + "}]");
        EXPECT_THAT(names(list), ElementsAre("a")) << value;
        EXPECT_EQ(list.tally.revoked, 0U) << value;
        EXPECT_THAT(list.tally.field_errors, testing::Each(0U)) << value;
    }
}

TEST(token_entry, OfDuplicateKeysTheLastCounts) {
    const token_list list = list_of(
        R"([{"name":1,"name":"a","balance":"junk","balance":5,"revoked":true,"revoked":false,"token_type":7,)"
        R"("token_type":"t","active_balance":"x","active_balance":true,"expire_time":1,"expire_time":null},)"
        R"({"name":"b","balance":5,"balance":null,"balance_reset_amount":5,"balance_reset_amount":[],)"
        R"("active_balance":true,"active_balance":null,"token_type":"t","token_type":null},)"
        R"({"name":"c","name":null},{"name":"d","revoked":false,"revoked":true},{"name":"e","name":{}}])");
    ASSERT_THAT(names(list), ElementsAre("a", "b"));
    EXPECT_EQ(list.tokens[0].balance, 5.0);
    EXPECT_FALSE(list.tokens[0].balance_malformed);
    EXPECT_EQ(list.tokens[0].token_type, "t");
    EXPECT_TRUE(list.tokens[0].active_balance);
    EXPECT_FALSE(list.tokens[0].expire_time_malformed);
    EXPECT_EQ(list.tokens[1].balance, std::nullopt);
    EXPECT_EQ(list.tokens[1].reset_amount, std::nullopt);
    EXPECT_FALSE(list.tokens[1].active_balance);
    EXPECT_EQ(list.tokens[1].token_type, "");
    EXPECT_THAT(list.tally.field_errors, ElementsAre(0U, 0U, 0U, 0U, 1U, 0U));
    EXPECT_THAT(list.tally.skipped, ElementsAre(0U, 1U, 1U));
    EXPECT_EQ(list.tally.revoked, 1U);
}

} // namespace
} // namespace balanced
