#include <balanced/format/no_proxy.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

TEST(bypasses_proxy, NeedsAnEntry) {
    for (const auto* list : {"", ",", " , ,\t", ".", "..", "/", "/8"}) {
        EXPECT_FALSE(bypasses_proxy(list, "api.edenai.run")) << list;
        EXPECT_FALSE(bypasses_proxy(list, "192.0.2.7")) << list;
    }
}

TEST(bypasses_proxy, TakesAnAsteriskAloneForEveryHost) {
    for (const auto* host : {"api.edenai.run", "192.0.2.7", "2001:db8::1"}) {
        EXPECT_TRUE(bypasses_proxy("*", host)) << host;
        EXPECT_FALSE(bypasses_proxy(" * ", host)) << host << ": curl wants it alone";
        EXPECT_FALSE(bypasses_proxy("localhost,*", host)) << host;
        EXPECT_FALSE(bypasses_proxy("**", host)) << host;
    }
    EXPECT_FALSE(bypasses_proxy("*.edenai.run", "api.edenai.run"));
}

TEST(bypasses_proxy, FitsAHostAndWhatIsBelowIt) {
    for (const auto* entry : {"edenai.run", ".edenai.run", "edenai.run.", ".edenai.run.", "EdenAI.Run"}) {
        for (const auto* host :
             {"edenai.run", "api.edenai.run", "a.b.edenai.run", "edenai.run.", "API.edenai.RUN."})
            EXPECT_TRUE(bypasses_proxy(entry, host)) << entry << ' ' << host;
        for (const auto* host : {"notedenai.run", "edenai.run.example", "run", "edenai.ru", "x"})
            EXPECT_FALSE(bypasses_proxy(entry, host)) << entry << ' ' << host;
    }
}

TEST(bypasses_proxy, TakesOneDotOffAtEachEnd) {
    EXPECT_FALSE(bypasses_proxy("..edenai.run", "api.edenai.run"));
    EXPECT_FALSE(bypasses_proxy("edenai.run..", "api.edenai.run"));
}

TEST(bypasses_proxy, KnowsNoPorts) {
    EXPECT_FALSE(bypasses_proxy("edenai.run:443", "edenai.run"));
    EXPECT_FALSE(bypasses_proxy("192.0.2.7:443", "192.0.2.7"));
}

TEST(bypasses_proxy, ReadsAListBetweenCommasAndBlanks) {
    for (const auto* list : {"a,edenai.run", "edenai.run,a", "a, edenai.run ,b", "a edenai.run b",
                             "a\tedenai.run", ",,, edenai.run,,,"})
        EXPECT_TRUE(bypasses_proxy(list, "edenai.run")) << list;
    EXPECT_FALSE(bypasses_proxy("eden,ai.run", "edenai.run"));
    EXPECT_FALSE(bypasses_proxy("a;edenai.run", "edenai.run"));
}

TEST(bypasses_proxy, FitsAddresses) {
    EXPECT_TRUE(bypasses_proxy("localhost,192.0.2.7", "192.0.2.7"));
    EXPECT_FALSE(bypasses_proxy("192.0.2.7", "192.0.2.70"));
    EXPECT_FALSE(bypasses_proxy("2.7", "192.0.2.7")) << "an address has no suffix";
    EXPECT_FALSE(bypasses_proxy(".192.0.2.7", "192.0.2.7"));
    EXPECT_TRUE(bypasses_proxy("2001:db8::1", "2001:db8::1"));
    EXPECT_TRUE(bypasses_proxy("2001:DB8:0::0001", "2001:db8::1"));
    EXPECT_TRUE(bypasses_proxy("[2001:db8::1]", "2001:db8::1"));
    EXPECT_FALSE(bypasses_proxy("[2001:db8::1", "2001:db8::1"));
    EXPECT_FALSE(bypasses_proxy("2001:db8::2", "2001:db8::1"));
}

TEST(bypasses_proxy, FitsNetworks) {
    for (const auto* entry :
         {"192.0.2.0/24", "192.0.2.255/24", "192.0.0.0/9", "128.0.0.0/1", "192.0.2.7/32", "192.0.2.6/31"})
        EXPECT_TRUE(bypasses_proxy(entry, "192.0.2.7")) << entry;
    for (const auto* entry : {"192.0.3.0/24", "192.128.0.0/9", "0.0.0.0/1", "192.0.2.6/32", "192.0.2.8/30"})
        EXPECT_FALSE(bypasses_proxy(entry, "192.0.2.7")) << entry;
    for (const auto* entry : {"2001:db8::/32", "[2001:db8::]/32", "2001:db8::/47", "2000::/3",
                              "2001:db8::1/128", "2001:db8::/127"})
        EXPECT_TRUE(bypasses_proxy(entry, "2001:db8::1")) << entry;
    for (const auto* entry :
         {"2001:db9::/32", "2001:dba::/31", "4000::/3", "2001:db8::/128", "2001:db8::2/127"})
        EXPECT_FALSE(bypasses_proxy(entry, "2001:db8::1")) << entry;
}

TEST(bypasses_proxy, TakesANetworkOfNoBitsForTheAddressItself) {
    EXPECT_FALSE(bypasses_proxy("0.0.0.0/0", "192.0.2.7"));
    EXPECT_TRUE(bypasses_proxy("192.0.2.7/0", "192.0.2.7"));
    EXPECT_FALSE(bypasses_proxy("::/0", "2001:db8::1"));
}

TEST(bypasses_proxy, FitsNoNetworkThatMakesNoSense) {
    for (const auto* entry :
         {"192.0.2.7/33", "192.0.2.7/", "192.0.2.7/x", "192.0.2.7/24x", "192.0.2.7/-1", "192.0.2.7/24/24",
          "192.0.2/24", "192.0.2.7/99999999999999999999", "/24", "192.0.2.7/128"})
        EXPECT_FALSE(bypasses_proxy(entry, "192.0.2.7")) << entry;
    EXPECT_FALSE(bypasses_proxy("2001:db8::1/129", "2001:db8::1"));
}

TEST(bypasses_proxy, LooksUpNothing) {
    EXPECT_FALSE(bypasses_proxy("127.0.0.1", "localhost"));
    EXPECT_FALSE(bypasses_proxy("127.0.0.0/8", "localhost"));
    EXPECT_FALSE(bypasses_proxy("localhost", "127.0.0.1"));
    EXPECT_FALSE(bypasses_proxy("::ffff:192.0.2.7", "192.0.2.7"));
}

} // namespace
} // namespace balanced
