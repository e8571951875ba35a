#include "config_files.hpp"
#include <balanced/format/proxy_url.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

proxy_server good(std::string_view text) {
    const auto [proxy, fault] = parse_proxy_url(text);
    EXPECT_EQ(fault, "") << text;
    return proxy.value_or(proxy_server());
}

std::string fault_of(std::string_view text) {
    const auto [proxy, fault] = parse_proxy_url(text);
    EXPECT_EQ(proxy, std::nullopt) << text;
    return fault;
}

TEST(parse_proxy_url, TakesAUrlApart) {
    EXPECT_EQ(good("http://proxy:3128"), (proxy_server{"proxy", 3128, "", ""}));
    EXPECT_EQ(good("HTTP://Proxy.Example.:3128/"), (proxy_server{"proxy.example.", 3128, "", ""}));
    EXPECT_EQ(good("http://192.0.2.1:8080"), (proxy_server{"192.0.2.1", 8080, "", ""}));
    EXPECT_EQ(good("http://[2001:db8::1]:8080"), (proxy_server{"2001:db8::1", 8080, "", ""}));
}

TEST(parse_proxy_url, HasThePortOfItsScheme) {
    EXPECT_EQ(good("http://proxy").port, 80);
    EXPECT_EQ(good("http://proxy:").port, 80);
}

TEST(parse_proxy_url, DecodesCredentials) {
    EXPECT_EQ(good("http://me:s3cr3t@proxy:1"), (proxy_server{"proxy", 1, "me", "s3cr3t"}));
    EXPECT_EQ(good("http://me%40corp:p%40%2F%3a%23%25%20@proxy:1"),
              (proxy_server{"proxy", 1, "me@corp", "p@/:#% "}));
    EXPECT_EQ(good("http://me:a:b+c@proxy:1"), (proxy_server{"proxy", 1, "me", "a:b+c"}));
    EXPECT_EQ(good("http://m%C3%BC:%FF@proxy:1"), (proxy_server{"proxy", 1, "m\xC3\xBC", "\xFF"}));
}

TEST(parse_proxy_url, NeedsNoPassword) {
    EXPECT_EQ(good("http://me@proxy:1"), (proxy_server{"proxy", 1, "me", ""}));
    EXPECT_EQ(good("http://me:@proxy:1"), (proxy_server{"proxy", 1, "me", ""}));
    EXPECT_EQ(good("http://@proxy:1"), (proxy_server{"proxy", 1, "", ""}));
    EXPECT_EQ(good("http://:@proxy:1"), (proxy_server{"proxy", 1, "", ""}));
}

TEST(parse_proxy_url, SaysWhatIsWrong) {
    EXPECT_THAT(fault_of(""), HasSubstr("must be a proxy's URL like http://proxy:3128"));
    EXPECT_THAT(fault_of("proxy"), HasSubstr("must be a proxy's URL"));
    EXPECT_THAT(fault_of("http://proxy:port"), HasSubstr("must be a proxy's URL"));
    EXPECT_THAT(fault_of("http://pr\xC3\xB6xy:1"), HasSubstr("must be a proxy's URL"));
    EXPECT_THAT(fault_of("http://127.0.0.1:1x"), HasSubstr("must be a proxy's URL"));
    EXPECT_THAT(fault_of("http://a@b@proxy:1"), HasSubstr("must be a proxy's URL"));
    EXPECT_THAT(fault_of("http://127.0.0.1.example:1"), HasSubstr("begins with an IP address"));
    EXPECT_THAT(fault_of("http:proxy:1"), HasSubstr("must begin with http://"));
    EXPECT_THAT(fault_of("proxy:3128"), HasSubstr("must begin with http://"));
    EXPECT_THAT(fault_of("http://proxy:1/path"), HasSubstr("must end with the port"));
    EXPECT_THAT(fault_of("http://proxy:1//"), HasSubstr("must end with the port"));
    EXPECT_THAT(fault_of("http://proxy:1?query"), HasSubstr("must end with the port"));
    EXPECT_THAT(fault_of("http://proxy:1#"), HasSubstr("must end with the port"));
    EXPECT_THAT(fault_of("http://:1"), HasSubstr("must name a host"));
    EXPECT_THAT(fault_of("http://a..b:1"), HasSubstr("must name a host"));
    EXPECT_THAT(fault_of("http://proxy:0"), HasSubstr("port between 1 and 65535"));
    EXPECT_THAT(fault_of("http://proxy:65536"), HasSubstr("port between 1 and 65535"));
}

TEST(parse_proxy_url, KnowsNoOtherKindOfProxy) {
    for (const auto* scheme : {"https", "socks5", "socks5h", "socks4", "ftp"})
        EXPECT_THAT(fault_of(std::string(scheme) + "://proxy:1"), HasSubstr("must begin with http://"))
            << scheme;
}

TEST(parse_proxy_url, AllowsNoCredentialsThatCannotBeSent) {
    EXPECT_THAT(fault_of("http://:s3cr3t@proxy:1"), HasSubstr("must name a user"));
    EXPECT_THAT(fault_of("http://a%3Ab:s3cr3t@proxy:1"), HasSubstr("colon"));
    for (const auto* escape : {"%0A", "%0D", "%00", "%1F", "%7F"}) {
        EXPECT_THAT(fault_of(std::string("http://a") + escape + ":s3cr3t@proxy:1"), HasSubstr("control"));
        EXPECT_THAT(fault_of(std::string("http://a:s3cr3t") + escape + "@proxy:1"), HasSubstr("control"));
    }
}

TEST(parse_proxy_url, ShowsNothingOfTheUrlInAFault) {
    for (const auto* text :
         {"http://us3r:s3cr3t@", "http://us3r:s3cr3t@proxy:0", "http://us3r:s3cr3t@proxy/path",
          "https://us3r:s3cr3t@proxy", "http://us3r:s3cr3t@x@proxy", "http://us3r:s3cr3t/x@proxy:1",
          "http://us3r:1/s3cr3t@proxy:1", "http://us3r:s3cr3t#x@proxy:1", "http://us3r:1#s3cr3t@proxy:1",
          "http://us3r:1?s3cr3t@proxy:1", "http://us3r:s3cr3t%zz@proxy:1", "http://us3r:s3cr3t @proxy:1",
          "us3r:s3cr3t@proxy:1", "http://us3r%3A:s3cr3t@proxy:1", "http://us3r:s3cr3t%0A@proxy:1"})
        EXPECT_THAT(fault_of(text),
                    AllOf(Not(HasSubstr("s3cr3t")), Not(HasSubstr("us3r")), Not(testing::IsEmpty())))
            << text;
}

const origin_url api{};

parsed_proxy found(variables set, const origin_url& url = api) {
    return proxy_from_environment(environment_of(std::move(set)), url);
}

TEST(proxy_from_environment, IsNoneWhereNothingIsSet) {
    for (const auto& read : {found({}), found({{"HTTPS_PROXY", ""}, {"https_proxy", ""}}),
                             found({{"HTTP_PROXY", "http://a"}, {"http_proxy", "http://a"}}),
                             found({{"ALL_PROXY", "http://a"}, {"all_proxy", "http://a"}})}) {
        EXPECT_EQ(read.proxy, std::nullopt);
        EXPECT_EQ(read.fault, "");
    }
}

TEST(proxy_from_environment, PrefersSmallLettersAsCurlDoes) {
    EXPECT_EQ(found({{"HTTPS_PROXY", "http://a:1"}}).proxy->host, "a");
    EXPECT_EQ(found({{"https_proxy", "http://b:1"}}).proxy->host, "b");
    EXPECT_EQ(found({{"HTTPS_PROXY", "http://a:1"}, {"https_proxy", "http://b:1"}}).proxy->host, "b");
    EXPECT_EQ(found({{"HTTPS_PROXY", "http://a:1"}, {"https_proxy", ""}}).proxy->host, "a");
    const variables both{{"HTTPS_PROXY", "http://a:1"}, {"no_proxy", "x"}, {"NO_PROXY", "*"}};
    EXPECT_EQ(found(both).proxy->host, "a");
}

TEST(proxy_from_environment, NeedsNoScheme) {
    EXPECT_EQ(found({{"HTTPS_PROXY", "me:s3cr3t@proxy:3128"}}).proxy,
              (proxy_server{"proxy", 3128, "me", "s3cr3t"}));
    EXPECT_EQ(found({{"HTTPS_PROXY", "[::1]"}}).proxy, (proxy_server{"::1", 80, "", ""}));
}

TEST(proxy_from_environment, SparesWhatNoProxyNames) {
    for (const auto* name : {"NO_PROXY", "no_proxy"}) {
        EXPECT_EQ(found({{"HTTPS_PROXY", "http://a:1"}, {name, ".edenai.run"}}).proxy, std::nullopt);
        EXPECT_NE(found({{"HTTPS_PROXY", "http://a:1"}, {name, "edenai.com"}}).proxy, std::nullopt);
    }
    EXPECT_EQ(found({{"HTTPS_PROXY", "s3cr3t://"}, {"NO_PROXY", "*"}}).fault, "");
}

TEST(proxy_from_environment, IsForHttpsAlone) {
    EXPECT_EQ(found({{"HTTPS_PROXY", "http://a:1"}}, {false, "localhost", 8080, ""}).proxy, std::nullopt);
}

TEST(proxy_from_environment, NamesTheVariableThatIsBadAndNotItsValue) {
    EXPECT_EQ(
        found({{"HTTPS_PROXY", "socks5://us3r:s3cr3t@proxy"}}).fault,
        "HTTPS_PROXY must begin with http://, like http://proxy:3128: no other kind of proxy is supported");
    EXPECT_THAT(found({{"https_proxy", "http://us3r:s3cr3t@proxy:x"}}).fault,
                AllOf(testing::StartsWith("https_proxy must be a proxy's URL"), Not(HasSubstr("s3cr3t"))));
}

} // namespace
} // namespace balanced
