#include <balanced/format/url_host.hpp>

#include <boost/url/parse.hpp>
#include <gtest/gtest.h>

#include <string_view>

namespace balanced {
namespace {

boost::urls::url_view url(std::string_view text) {
    return boost::urls::parse_uri(text).value();
}

TEST(url_host, IsANameInSmallLettersOrAnAddressWithoutBrackets) {
    EXPECT_EQ(url_host(url("http://My_Proxy-1.Example.:3128")), "my_proxy-1.example.");
    EXPECT_EQ(url_host(url("http://192.0.2.1")), "192.0.2.1");
    EXPECT_EQ(url_host(url("http://[2001:DB8::1]:1")), "2001:db8::1");
}

TEST(url_host, IsEmptyWhereItIsNoHost) {
    for (const auto* text :
         {"http://", "http://:80", "http://.a", "http://a..b", "http://a%20b", "http://a~b", "http://[v1.a]"})
        EXPECT_EQ(url_host(url(text)), "") << text;
}

TEST(url_port, IsTheUrlsOrTheOther) {
    EXPECT_EQ(url_port(url("http://a:3128"), 80), 3128);
    EXPECT_EQ(url_port(url("http://a:65535"), 80), 65535);
    EXPECT_EQ(url_port(url("http://a:"), 80), 80);
    EXPECT_EQ(url_port(url("http://a"), 81), 81);
}

TEST(url_port, IsZeroWhereItIsNone) {
    EXPECT_EQ(url_port(url("http://a:0"), 80), 0);
    EXPECT_EQ(url_port(url("http://a:65536"), 80), 0);
    EXPECT_EQ(url_port(url("http://a:99999999999999999999"), 80), 0);
}

TEST(host_is_cut, TellsAHostFromItsFirstPart) {
    EXPECT_TRUE(host_is_cut(url("http://127.0.0.1.example.com")));
    EXPECT_TRUE(host_is_cut(url("http://user:pass@word@host:1")));
    EXPECT_FALSE(host_is_cut(url("http://127.0.0.1/example.com")));
    EXPECT_FALSE(host_is_cut(url("http://127.0.0.1")));
}

TEST(host_and_port, HasBracketsAroundIpv6Alone) {
    EXPECT_EQ(host_and_port("proxy", 3128), "proxy:3128");
    EXPECT_EQ(host_and_port("192.0.2.1", 80), "192.0.2.1:80");
    EXPECT_EQ(host_and_port("2001:db8::1", 80), "[2001:db8::1]:80");
}

} // namespace
} // namespace balanced
