#include <balanced/app/tls_cache.hpp>

#include <gtest/gtest.h>
#include <support/temporary_folder.hpp>

namespace balanced {
namespace {

TEST(tls_cache, LoadsEachConfigurationOnce) {
    tls_cache cache;
    const client_tls first = cache.load({});
    ASSERT_TRUE(first.context) << first.fault;
    EXPECT_EQ(cache.load({}).context, first.context);
    tls_settings newer;
    newer.min_version = tls_version::tls13;
    EXPECT_NE(cache.load(newer).context, first.context);
}

TEST(tls_cache, TriesAgainWhatFailed) {
    const testing::temporary_folder folder;
    tls_cache cache;
    tls_settings settings;
    settings.ca_file = folder.path("ca.pem");
    EXPECT_FALSE(cache.load(settings).context);
    EXPECT_NE(cache.load(settings).fault, "");
}

} // namespace
} // namespace balanced
