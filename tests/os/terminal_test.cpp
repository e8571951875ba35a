#include <balanced/os/descriptor.hpp>
#include <balanced/os/terminal.hpp>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>

#include <array>
#include <cstdlib>

namespace balanced {
namespace {

/// A terminal without a screen.
struct terminal : ::testing::Test {
    terminal()
        : master(::posix_openpt(O_RDWR | O_NOCTTY)) {
        std::array<char, 64> name{};
        if (master && ::grantpt(master.get()) == 0 && ::unlockpt(master.get()) == 0 &&
            ::ptsname_r(master.get(), name.data(), name.size()) == 0)
            screen = descriptor(::open(name.data(), O_RDWR | O_NOCTTY));
    }
    void SetUp() override {
        if (!screen)
            GTEST_SKIP() << "no pseudo terminals here";
    }
    void resize(unsigned short columns) const {
        struct winsize size {};
        size.ws_col = columns;
        ASSERT_EQ(::ioctl(screen.get(), TIOCSWINSZ, &size), 0);
    }

    descriptor master;
    descriptor screen;
};

TEST_F(terminal, HasItsWidthUnlessItIsTold) {
    resize(132);
    EXPECT_EQ(terminal_width(screen.get(), nullptr), 132U);
    EXPECT_EQ(terminal_width(screen.get(), "100"), 100U);
    for (const char* nonsense : {"", "0", "-1", "wide", "100 ", "99999999999999999999"})
        EXPECT_EQ(terminal_width(screen.get(), nonsense), 132U) << nonsense;
    resize(0);
    EXPECT_EQ(terminal_width(screen.get(), nullptr), 80U);
}

TEST_F(terminal, TakesColourUnlessItIsDumbOrNobodyWantsIt) {
    EXPECT_TRUE(wants_colour(screen.get(), nullptr, "xterm"));
    EXPECT_TRUE(wants_colour(screen.get(), "", "xterm"));
    EXPECT_FALSE(wants_colour(screen.get(), "1", "xterm"));
    EXPECT_FALSE(wants_colour(screen.get(), nullptr, "dumb"));
    EXPECT_FALSE(wants_colour(screen.get(), nullptr, nullptr));
}

TEST(no_terminal, Is80ColumnsWideAndWithoutColour) {
    const descriptor null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    EXPECT_EQ(terminal_width(null.get(), nullptr), 80U);
    EXPECT_EQ(terminal_width(null.get(), "40"), 40U);
    EXPECT_FALSE(wants_colour(null.get(), nullptr, "xterm"));
}

} // namespace
} // namespace balanced
