#include "support/base64url.hpp"
#include <balanced/format/credential_expiry.hpp>

#include <gmock/gmock.h>

#include <string>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::base64url;
using ::testing::Optional;

constexpr time_point in_2027{1'800'000'000s};

std::optional<time_point> expiry_of_claims(std::string_view claims) {
    return expiry_in_key("eyJhbGciOiJIUzI1NiJ9." + base64url(claims) + ".c2lnbmF0dXJl");
}

std::optional<time_point> described(std::string_view body) {
    const auto description = parse_key_description(body);
    EXPECT_TRUE(description) << body;
    return description.value_or(key_description{}).expire;
}

TEST(expiry_in_key, IsTheClaimOfAJwt) {
    // {"alg":"HS256"} . {"user_id":"a-b_c?~","exp":1800000000}
    EXPECT_EQ(expiry_in_key("eyJhbGciOiJIUzI1NiJ9."
                            "eyJ1c2VyX2lkIjoiYS1iX2M_fiIsImV4cCI6MTgwMDAwMDAwMH0.c2ln"),
              in_2027);
    EXPECT_EQ(expiry_of_claims(R"({"exp":1800000000})"), in_2027);
    EXPECT_EQ(expiry_of_claims(R"({"exp":1800000000.5,"nbf":1})"), in_2027 + 500ms);
    EXPECT_EQ(expiry_of_claims(R"({"exp":1.8e9})"), in_2027);
    EXPECT_EQ(expiry_of_claims("{\"name\":\"\xFF\",\"exp\":1800000000}"), in_2027);
}

TEST(expiry_in_key, IsReadFromPayloadsOfEveryLength) {
    for (std::size_t length = 0; length < 8; ++length)
        EXPECT_EQ(expiry_of_claims(R"({"a":")" + std::string(length, '~') + R"(","exp":1800000000})"),
                  in_2027);
}

TEST(expiry_in_key, IsAbsentWhereTheClaimIsNoTime) {
    for (const auto* claims :
         {"{}", R"({"exp":null})", R"({"exp":"1800000000"})", R"({"exp":"2027-01-15T08:00:00Z"})",
          R"({"exp":true})", R"({"exp":0})", R"({"exp":-1})", R"({"exp":253402300800})", R"({"exp":1e400})",
          R"({"exp":18446744073709551615})", R"({"exp":[1800000000]})", R"({"a":{"exp":1800000000}})",
          R"([{"exp":1800000000}])", "1800000000", R"({"exp":1800000000)", ""})
        EXPECT_EQ(expiry_of_claims(claims), std::nullopt) << claims;
    EXPECT_THAT(expiry_of_claims(R"({"exp":253402300799})"), Optional(time_point(253'402'300'799s)));
}

TEST(expiry_in_key, IsAbsentInOtherKeys) {
    const std::string payload = base64url(R"({"exp":1800000000})");
    for (const std::string& key :
         {std::string(), std::string("sk-eden-1"), std::string("."), std::string(".."), std::string("..."),
          payload, payload + "." + payload, "." + payload + ".c", "a." + payload + ".", "a.." + payload,
          "a." + payload + ".c.d", "a." + payload + "=.c", "a.+" + payload + ".c", std::string("a.!!!!.c")})
        EXPECT_EQ(expiry_in_key(key), std::nullopt) << key;
}

TEST(parse_key_description, TakesExpireTimeElseExpiresAt) {
    EXPECT_EQ(
        described(R"({"organization":"o","scopes":["manage:read"],"expire_time":"2027-01-15T08:00:00Z"})"),
        in_2027);
    EXPECT_EQ(described(R"({"expires_at":"2027-01-15T10:00:00+02:00"})"), in_2027);
    EXPECT_EQ(described(R"({"expires_at":1,"expire_time":1800000000})"), in_2027);
    EXPECT_EQ(described(R"({"expire_time":null,"expires_at":1800000000.25})"), in_2027 + 250ms);
    EXPECT_EQ(described(R"({"expire_time":"never","expires_at":1800000000})"), in_2027);
}

TEST(parse_key_description, AKeyMayNotEnd) {
    for (const auto* body : {"{}", R"({"expire_time":null,"expires_at":null})", R"({"expire_time":"soon"})",
                             R"({"expire_time":{"a":1}})", R"({"expire_time":0})",
                             R"({"expire_time":"9999-12-31T23:00:00-02:00"})", R"({"detail":"no"})"})
        EXPECT_EQ(described(body), std::nullopt) << body;
}

TEST(parse_key_description, OtherThanAnObjectSaysNothing) {
    for (const auto* body : {"", "[]", "null", "<html>", R"({"expire_time":1800000000)"})
        EXPECT_FALSE(parse_key_description(body)) << body;
    EXPECT_FALSE(parse_key_description(std::string(100'000, '[')));
}

} // namespace
} // namespace balanced
