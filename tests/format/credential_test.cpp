#include <balanced/format/credential.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

TEST(credential, AKeyIsTakenWithoutTheWhiteSpaceAroundIt) {
    for (const char* text : {"sk-eden-1", "sk-eden-1\n", "  sk-eden-1 \t\r\n\r\n", "\n\n\tsk-eden-1"}) {
        const parsed_credential parsed = parse_credential(text);
        EXPECT_EQ(parsed.key, "sk-eden-1") << text;
        EXPECT_EQ(parsed.fault, "") << text;
    }
}

TEST(credential, EveryPrintableCharacterIsAllowed) {
    std::string all;
    for (char c = '!'; c <= '~'; ++c)
        all += c;
    EXPECT_EQ(parse_credential(all).key, all);
}

TEST(credential, NothingButWhiteSpaceIsEmpty) {
    for (const char* text : {"", " ", "\n", "\r\n \t\v\f"})
        EXPECT_EQ(parse_credential(text).fault, "is empty") << text;
}

TEST(credential, SeveralLinesAreNoKey) {
    for (const char* text : {"one\ntwo", "one\r\ntwo\r\n", "one\rtwo", "one\n\n\ntwo words"})
        EXPECT_EQ(parse_credential(text).fault, "has several lines") << text;
}

TEST(credential, WhiteSpaceWithinIsNoKey) {
    for (const char* text : {"Bearer eyJhbGci", "one\ttwo"})
        EXPECT_EQ(parse_credential(text).fault, "has white space within the key") << text;
}

TEST(credential, OtherThanPrintableAsciiIsNoKey) {
    for (const std::string_view text : {std::string_view("a\0b", 3), std::string_view("cl\xC3\xA9"),
                                        std::string_view("\xEF\xBB\xBFsk-eden-1"), std::string_view("a\x7F"),
                                        std::string_view("a\x1B[2Jb")})
        EXPECT_EQ(parse_credential(text).fault, "has characters that are not printable ASCII") << text;
}

TEST(credential, AFaultNeverTellsTheKey) {
    for (const char* text : {"SECRET\nSECRET", "SECRET SECRET", "SECRET\x01"}) {
        const parsed_credential parsed = parse_credential(text);
        EXPECT_EQ(parsed.key, "");
        EXPECT_EQ(parsed.fault.find("SECRET"), std::string::npos);
    }
}

TEST(credential, ManagementKeysAreKnownByTheirPrefix) {
    EXPECT_TRUE(is_management_key("mgmt-eden-abc"));
    EXPECT_FALSE(is_management_key("sk-eden-abc"));
    EXPECT_FALSE(is_management_key("eyJmgmt-eden-"));
    EXPECT_FALSE(is_management_key("MGMT-EDEN-abc"));
    EXPECT_FALSE(is_management_key("mgmt-eden"));
    EXPECT_FALSE(is_management_key(""));
}

} // namespace
} // namespace balanced
