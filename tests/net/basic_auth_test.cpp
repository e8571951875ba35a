#include <balanced/net/basic_auth.hpp>

#include <gtest/gtest.h>

namespace balanced {

namespace {

std::string read(std::string_view authorization) {
    const auto found = parse_basic_credentials(authorization);
    return found ? found->user + "|" + found->password : "none";
}

TEST(parse_basic_credentials, ReadsAUserAndAPassword) {
    EXPECT_EQ(read("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), "Aladdin|open sesame"); // RFC 7617 §2
    EXPECT_EQ(read("basic   YTpi"), "a|b");
    EXPECT_EQ(read("BASIC YTpiOmM="), "a|b:c");
    EXPECT_EQ(read("Basic Og=="), "|");
    EXPECT_EQ(read("Basic dGVzdDoxMjPCow=="), "test|123£");
}

TEST(parse_basic_credentials, KeepsNulBytes) {
    const auto found = parse_basic_credentials("Basic YTpiAGM=");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->password, std::string("b\0c", 3));
}

TEST(parse_basic_credentials, RefusesTheRest) {
    for (const std::string_view text :
         {"", "Basic", "Basic ", "Bearer YTpi", "BasicYTpi", "Basic YWI=", "Basic YTpi=", "Basic YTp",
          "Basic YT pi", "Basic YT=i", "Basic ====", "Basic Y===", "Basic YTpi\n", "Basic YTp-",
          "Basic YTpi, x"})
        EXPECT_EQ(read(text), "none") << text;
}

} // namespace

} // namespace balanced
