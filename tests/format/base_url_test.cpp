#include <balanced/format/config.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using testing::HasSubstr;
using testing::Not;

origin_url good(std::string_view text) {
    const auto [url, fault] = parse_base_url(text);
    EXPECT_EQ(fault, "") << text;
    return url;
}

std::string fault_of(std::string_view text) {
    return parse_base_url(text).fault;
}

TEST(parse_base_url, TakesAUrlApart) {
    EXPECT_EQ(good("https://api.edenai.run/v2"), (origin_url{true, "api.edenai.run", 443, "/v2"}));
    EXPECT_EQ(good("https://api.edenai.run:8443/a/b"), (origin_url{true, "api.edenai.run", 8443, "/a/b"}));
    EXPECT_EQ(good("https://192.0.2.7/v2"), (origin_url{true, "192.0.2.7", 443, "/v2"}));
    EXPECT_EQ(good("https://[2001:db8::1]:1/v2"), (origin_url{true, "2001:db8::1", 1, "/v2"}));
}

TEST(parse_base_url, IsTheDefaultOfTheSettings) {
    EXPECT_EQ(good("https://api.edenai.run/v2"), origin_url{});
}

TEST(parse_base_url, TrimsTrailingSlashes) {
    EXPECT_EQ(good("https://api.edenai.run/v2/").path, "/v2");
    EXPECT_EQ(good("https://api.edenai.run/v2///").path, "/v2");
    EXPECT_EQ(good("https://api.edenai.run/").path, "");
    EXPECT_EQ(good("https://api.edenai.run").path, "");
}

TEST(parse_base_url, KeepsAPathAsItIsWritten) {
    EXPECT_EQ(good("https://a/x%2Fy%20z/../V2").path, "/x%2Fy%20z/../V2");
}

TEST(parse_base_url, TakesCapitalsOfSchemeAndHostForSmallLetters) {
    EXPECT_EQ(good("HTTPS://API.EdenAI.run/V2"), (origin_url{true, "api.edenai.run", 443, "/V2"}));
    EXPECT_EQ(good("http://LOCALHOST:1/"), (origin_url{false, "localhost", 1, ""}));
}

TEST(parse_base_url, TakesAnEmptyPortForNone) {
    EXPECT_EQ(good("https://host:/v2").port, 443);
}

TEST(parse_base_url, AllowsHttpToLoopbackHosts) {
    EXPECT_EQ(good("http://localhost/v2"), (origin_url{false, "localhost", 80, "/v2"}));
    EXPECT_EQ(good("http://127.0.0.1:4010"), (origin_url{false, "127.0.0.1", 4010, ""}));
    EXPECT_EQ(good("http://127.255.255.254").host, "127.255.255.254");
    EXPECT_EQ(good("http://[::1]:4010"), (origin_url{false, "::1", 4010, ""}));
    EXPECT_EQ(good("http://[0:0:0:0:0:0:0:1]").tls, false);
}

TEST(parse_base_url, DemandsHttpsOfOtherHosts) {
    for (const auto* text : {"http://api.edenai.run/v2", "http://128.0.0.1", "http://126.255.255.255",
                             "http://0.0.0.0", "http://127.1", "http://0127.0.0.1",
                             "http://localhost.example.com", "http://localhost.", "http://mylocalhost",
                             "http://[::]", "http://[::2]", "http://[::ffff:127.0.0.1]", "http://256.0.0.1"})
        EXPECT_THAT(fault_of(text), HasSubstr("must be https")) << text;
}

TEST(parse_base_url, IsNotFooledByHostsThatBeginWithAnAddress) {
    for (const auto* text : {"http://127.0.0.1.example.com/v2", "http://127.0.0.1a/", "http://127.0.0.1./v2",
                             "https://1.2.3.4.5/", "http://127.0.0.1%2eexample.com/"})
        EXPECT_THAT(fault_of(text), HasSubstr("begins with an IP address")) << text;
}

TEST(parse_base_url, RejectsUserInformationWithoutShowingIt) {
    for (const auto* text : {"https://user:s3cr3t@host/v2", "https://s3cr3t@host", "https://@host",
                             "https://:@host", "http://s3cr3t:s3cr3t@localhost"}) {
        EXPECT_THAT(fault_of(text), HasSubstr("user name")) << text;
        EXPECT_THAT(fault_of(text), Not(HasSubstr("s3cr3t")));
    }
}

TEST(parse_base_url, RejectsWhatFollowsThePath) {
    for (const auto* text : {"https://host/v2?a=b", "https://host/v2?", "https://host?", "https://host/v2#a",
                             "https://host/v2#", "https://host/?#"})
        EXPECT_THAT(fault_of(text), HasSubstr("neither a query nor a fragment")) << text;
}

TEST(parse_base_url, RejectsBadHosts) {
    for (const auto* text :
         {"https://", "https:///v2", "https:/v2", "https:v2", "https://:443/v2", "https://a%2eb/",
          "https://../", "https://.a/", "https://a..b/", "https://a!b/", "https://[v1.x]/"})
        EXPECT_THAT(fault_of(text), HasSubstr("must name a host")) << text;
}

TEST(parse_base_url, RejectsBadPorts) {
    for (const auto* text : {"https://host:0", "https://host:65536", "https://host:99999999999999999999/v2"})
        EXPECT_THAT(fault_of(text), HasSubstr("port")) << text;
    EXPECT_EQ(good("https://host:65535").port, 65535);
    EXPECT_EQ(good("https://host:00443").port, 443);
}

TEST(parse_base_url, RejectsWhatIsNoUrl) {
    for (const auto* text : {"", " ", "api.edenai.run/v2", "localhost:8080", "//host/v2", "/v2", "ftp://host",
                             "file:///etc/passwd", "https", "https://host/a b", " https://host",
                             "https://host ", "https://host\n", "https://host/%zz", "https://a\\b/",
                             "https://[::1", "https://host:80a/", "https://[fe80::1%25eth0]/"})
        EXPECT_THAT(fault_of(text), HasSubstr("must be a URL like")) << text;
    EXPECT_NE(fault_of(std::string_view("https://host/\0", 14)), "");
}

TEST(parse_base_url, RejectsWhatIsNotAscii) {
    EXPECT_THAT(fault_of("https://bücher.example/v2"), HasSubstr("xn--"));
    EXPECT_THAT(fault_of("https://host/ü"), HasSubstr("must be ASCII"));
    EXPECT_EQ(good("https://xn--bcher-kva.example/v2").host, "xn--bcher-kva.example");
}

} // namespace
} // namespace balanced
