#include "format/decoded_list.hpp"

namespace balanced {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(token_list_handler, EveryTruncationOfAListIsAFailure) {
    const std::string_view body =
        R"([{"name":"a\u00e9","balance":"1.5","x":[{"y":null}]},{"name":"b","balance":12}])";
    ASSERT_EQ(failure_of(body), "a list");
    for (std::size_t length = 0; length < body.size(); ++length)
        ASSERT_THAT(failure_of(body.substr(0, length)), HasSubstr("incomplete JSON")) << length;
}

TEST(token_list_handler, NestingIsReadToDepth32) {
    const auto nested = [](std::size_t depth) { // the array and the entry are two of them
        return R"([{"name":"a","deep":)" + std::string(depth - 2, '[') + std::string(depth - 2, ']') + "}]";
    };
    EXPECT_THAT(names(list_of(nested(32))), ElementsAre("a"));
    EXPECT_THAT(failure_of(nested(33)), testing::StartsWith("decode: nested deeper than 32 at byte "));
    EXPECT_THAT(failure_of(std::string(100'000, '[')), testing::StartsWith("decode: nested deeper than 32"));
    const std::string deep = nested(33);
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < deep.size(); ++i)
        bytes.push_back(std::string_view(deep).substr(i, 1));
    EXPECT_EQ(description(decode_pieces(bytes)), description(decode(deep)));
}

TEST(token_list_handler, NumbersAreExactHoweverTheyAreCut) {
    const std::string body =
        R"([{"name":"x","balance":-1234567.8901234567e-3,"balance_reset_amount":0.30000000000000004}])";
    for (std::size_t cut = 0; cut <= body.size(); ++cut) {
        const std::string_view view = body;
        const poll_outcome outcome = decode_pieces({view.substr(0, cut), view.substr(cut)});
        ASSERT_EQ(std::get<token_list>(outcome).tokens.at(0).balance, -1234567.8901234567e-3) << cut;
        ASSERT_EQ(std::get<token_list>(outcome).tokens.at(0).reset_amount, 0.30000000000000004) << cut;
    }
}

TEST(token_list_handler, NamesMayHoldAnything) {
    const token_list list =
        list_of("[{\"name\":\"a\\\"b\\\\c\\n/d\"},{\"name\":\"nul\\u0000nul\"},{\"name\":\" \"},"
                "{\"name\":\"\xF0\x9F\x9A\x80 \xD9\x85\xD8\xB4\xD8\xB1\xD9\x88\xD8\xB9\"},"
                "{\"name\":\"\\u202Eevil\"},{\"name\":\"\\ud83d\\ude80\"}]");
    EXPECT_THAT(names(list),
                testing::UnorderedElementsAre("a\"b\\c\n/d", std::string("nul\0nul", 7), " ",
                                              "\xF0\x9F\x9A\x80 \xD9\x85\xD8\xB4\xD8\xB1\xD9\x88\xD8\xB9",
                                              "\xE2\x80\xAE"
                                              "evil",
                                              "\xF0\x9F\x9A\x80"));
}

TEST(token_list_handler, InvalidUtf8AndLoneSurrogatesBecomeReplacementCharacters) {
    const token_list list =
        list_of("[{\"name\":\"a\xFF\"},{\"name\":\"b\\ud800\"},{\"name\":\"c\xE2\x82\"},"
                "{\"name\":\"d\\udc00\\ud800x\"},{\"name\":\"\xC0\xAF\"},{\"name\":\"e\\\\ud800\"}]");
    EXPECT_THAT(names(list), testing::UnorderedElementsAre("a\xEF\xBF\xBD", "b\xEF\xBF\xBD", "c\xEF\xBF\xBD",
                                                           "d\xEF\xBF\xBD\xEF\xBF\xBDx",
                                                           "\xEF\xBF\xBD\xEF\xBF\xBD", "e\\ud800"));
}

TEST(token_list_handler, AnExponentBeyondAllBoundsCostsItsFieldAlone) {
    const std::string huge = std::string("1e") + std::string(50, '9');
    for (const std::string& number :
         {huge, '-' + huge, "1e-" + std::string(50, '9'), "1.5E+" + std::string(50, '9'),
          std::string("1e2147483648"), std::string("12345678901234567890123e2147483647")}) {
        const std::string body = "[" + number + R"(,{"name":"a","balance":)" + number + R"(,"x":[{"y":)" +
                                 number + "},[" + number +
                                 R"(,2]],"active_balance":true,"balance_reset_amount":7},)" +
                                 R"({"name":"b","balance":1}])";
        const token_list list = list_of(body);
        ASSERT_THAT(names(list), ElementsAre("a", "b")) << number;
        EXPECT_TRUE(list.tokens[0].balance_malformed);
        EXPECT_TRUE(list.tokens[0].active_balance);
        EXPECT_EQ(list.tokens[0].reset_amount, 7.0);
        EXPECT_THAT(list.tally.field_errors, ElementsAre(1U, 0U, 0U, 0U, 0U, 0U));
        EXPECT_THAT(list.tally.skipped, ElementsAre(1U, 0U, 0U));
        EXPECT_EQ(list.body_bytes, body.size());
        const std::string_view view = body;
        for (std::size_t cut = 0; cut <= body.size(); ++cut)
            ASSERT_EQ(description(decode_pieces({view.substr(0, cut), view.substr(cut)})),
                      description(decode(body)));
    }
    EXPECT_EQ(failure_of(huge), "schema: the list is a number, not an array");
    EXPECT_EQ(failure_of("[" + huge + "e5]"), "decode: not JSON (syntax error) at byte 53");
    EXPECT_EQ(failure_of("[" + huge + ".5]"), "decode: not JSON (syntax error) at byte 53");
    EXPECT_EQ(failure_of("[" + huge), "decode: not JSON (incomplete JSON) at byte 53");
}

TEST(token_list_handler, OneEntryLeavesNothingToTheNext) {
    const token_list list = list_of(
        R"([{"name":"a","token_type":"t","balance":1,"active_balance":true,"expire_time":"2026-03-01T12:00:00Z",)"
        R"("balance_reset_amount":2,"balance_reset_period":"daily"},{"name":"b"},{"revoked":true,"name":"c"},{"balance":3}])");
    ASSERT_THAT(names(list), ElementsAre("a", "b"));
    EXPECT_EQ(list.tokens[1].balance, std::nullopt);
    EXPECT_FALSE(list.tokens[1].active_balance);
    EXPECT_EQ(list.tokens[1].token_type + list.tokens[1].reset_period, "");
    EXPECT_EQ(list.tokens[1].expire_time, std::nullopt);
    EXPECT_EQ(list.tokens[1].reset_amount, std::nullopt);
    EXPECT_EQ(skipped(list.tally, skip_reason::no_name), 1U);
}

TEST(token_list_handler, UnknownFieldsOfAnyShapeAreIgnored) {
    const token_record token = token_with(
        R"("x":{"name":"inner","balance":1,"revoked":true,"y":[{"name":"z"},[[]]]},"":0,"nam":"n","names":1,)"
        R"("Name":"N","balance ":9,"y":[],"balance":3,"limit":1e400,"z":"\ud800","label":"l")");
    EXPECT_EQ(token.name, "x");
    EXPECT_EQ(token.balance, 3.0);
}

TEST(token_list_handler, KeysAreMatchedByTheirMeaning) {
    EXPECT_EQ(token_with(R"("bal\u0061nce":3)").balance, 3.0);
    EXPECT_EQ(token_with('"' + std::string(100'000, 'k') + R"(":1,"balance":3)").balance, 3.0);
}

TEST(token_list_handler, CutsChangeNothing) {
    const std::string body =
        "[ {\"token\":\"sk-eden-\\u0041\",\"bal\\u0061nce\":-12.50e+1,\"name\":\"a\\\"\\ud83d\\ude00\\ud800 "
        "\xF0\x9F\x98\x80\xE2\x82\xFF\",\"active_balance\":true,\"expire_time\":\"2026-03-01 12:00:00.25\"},"
        "null,{\"name\":\"\\u0000\",\"x\":[1,{\"name\":[]}],\"balance\":\"+7.25\",\"balance_reset_amount\":"
        "1e400},"
        "{\"revoked\":true},{\"name\":\"a\xFF\",\"masked\":\"m\"},{\"name\":\"a\xFE\",\"balance\":0} ]\n";
    const std::string whole = description(decode(body));
    EXPECT_THAT(whole, HasSubstr("|-125|"));
    EXPECT_THAT(whole, HasSubstr("a\xEF\xBF\xBD#2|"));
    const std::string_view view = body;
    for (std::size_t cut = 0; cut <= body.size(); ++cut)
        ASSERT_EQ(description(decode_pieces({view.substr(0, cut), view.substr(cut)})), whole) << cut;
    for (std::size_t size = 1; size < 20; ++size) {
        std::vector<std::string_view> pieces;
        for (std::size_t at = 0; at < body.size(); at += size)
            pieces.push_back(view.substr(at, size));
        ASSERT_EQ(description(decode_pieces(pieces)), whole) << size;
    }
}

TEST(token_list_handler, LongTextsWithEscapesAndCharactersAtAnyPlaceAreReadWhole) {
    // The parser's own buffer for such texts holds 4096 bytes: the secret's tail moves across its end.
    for (std::size_t padding = 4070; padding < 4110; ++padding) {
        const std::string secret =
            "\\n" + std::string(padding, 's') + "\\ud83d\\ude00\xF0\x9F\x98\x80\\\\\\u00e9";
        const std::string body = R"([{"token":")" + secret + R"(","name":"x","balance":1}])";
        ASSERT_EQ(list_of(body).tokens.at(0).balance, 1.0) << padding;
    }
}

TEST(token_list_handler, SecretsAreNowhere) {
    const std::string secret = "sk-eden-VERYSECRET";
    const auto with_token = [&](const std::string& value) {
        return R"([{"token":)" + value + R"(,"name":"x","token_type":"api_token","balance":[]}])";
    };
    for (const std::string& value :
         {'"' + secret + '"', "[\"" + secret + "\"]",
          "{\"name\":\"" + secret + "\",\"token\":\"" + secret + "\"}", "\"" + secret + "\\n\""}) {
        const std::string body = with_token(value);
        for (std::size_t cut = 0; cut <= body.size(); ++cut) {
            const std::string_view view = body;
            ASSERT_THAT(description(decode_pieces({view.substr(0, cut), view.substr(cut)})),
                        testing::Not(HasSubstr("SECRET")));
        }
        for (std::size_t length = 0; length < body.size(); ++length)
            ASSERT_THAT(failure_of(body.substr(0, length) + "\x01"), testing::Not(HasSubstr("SECRET")));
    }
}

} // namespace
} // namespace balanced
