#include <balanced/os/limits.hpp>

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace balanced {
namespace {

rlimit descriptor_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit;
}

TEST(raise_descriptor_limit, RaisesTheSoftLimitToTheHardOne) {
    const rlimit before = descriptor_limit();
    const rlimit low{.rlim_cur = before.rlim_max / 2, .rlim_max = before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);

    const std::size_t returned = raise_descriptor_limit();
    const rlimit raised = descriptor_limit();
    raise_descriptor_limit();
    const rlimit again = descriptor_limit();
    ::setrlimit(RLIMIT_NOFILE, &before);

    EXPECT_EQ(returned, before.rlim_max);
    EXPECT_EQ(raised.rlim_cur, before.rlim_max);
    EXPECT_EQ(raised.rlim_max, before.rlim_max);
    EXPECT_EQ(again.rlim_cur, before.rlim_max);
}

} // namespace
} // namespace balanced
