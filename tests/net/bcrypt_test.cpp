#include <balanced/net/bcrypt.hpp>

#include <gtest/gtest.h>

namespace balanced {

namespace {

// From the tests of crypt_blowfish, where bcrypt of today comes from.
TEST(matches_bcrypt, KnowsTheRightPassword) {
    EXPECT_TRUE(matches_bcrypt("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
    EXPECT_TRUE(matches_bcrypt("U*U*", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"));
    EXPECT_TRUE(matches_bcrypt("U*U*U", "$2y$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"));
    EXPECT_FALSE(matches_bcrypt("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
    EXPECT_FALSE(matches_bcrypt("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
}

TEST(matches_bcrypt, BytesAbove127MeanTheSameInAllVariants) {
    for (const std::string variant : {"$2a", "$2b", "$2y"})
        EXPECT_TRUE(matches_bcrypt("\xff\xff\xa3",
                                   variant + "$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"))
            << variant;
}

TEST(matches_bcrypt, SeventyTwoBytesCount) {
    const std::string hash = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";
    const std::string password = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    EXPECT_TRUE(matches_bcrypt(password, hash));
    EXPECT_TRUE(matches_bcrypt(password + std::string(5000, 'x'), hash));
    EXPECT_FALSE(matches_bcrypt(password.substr(0, 71), hash));
}

TEST(matches_bcrypt, ANulByteEndsNoPassword) {
    const std::string hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    EXPECT_FALSE(matches_bcrypt(std::string("U*U\0", 4), hash));
    EXPECT_FALSE(matches_bcrypt(std::string("U*U\0more", 8), hash));
}

TEST(matches_bcrypt, WhatIsNoHashMatchesNothing) {
    for (const std::string hash :
         {"", "garbage", "*0", "$2y$05$", "$2y$99$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"})
        EXPECT_FALSE(matches_bcrypt("", hash)) << hash;
}

} // namespace

} // namespace balanced
