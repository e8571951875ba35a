#include <balanced/os/descriptor.hpp>
#include <balanced/os/passed_sockets.hpp>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>

namespace balanced {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Two descriptors side by side, far above the others, that a child would inherit.
struct two_descriptors {
    static constexpr int first = 500;

    descriptor one{::dup2(STDERR_FILENO, first)};
    descriptor two{::dup2(STDERR_FILENO, first + 1)};
};

TEST(passed_sockets, AreThoseThatAreForThisProcess) {
    const two_descriptors open;
    const passed_sockets taken = claim_passed_sockets("77", "2", 77, open.first);
    EXPECT_EQ(taken.fault, "");
    EXPECT_THAT(taken.descriptors, ElementsAre(500, 501));
}

TEST(passed_sockets, NoChildInheritsThem) {
    const two_descriptors open;
    ASSERT_EQ(::fcntl(open.one.get(), F_GETFD), 0);
    claim_passed_sockets("77", "2", 77, open.first);
    EXPECT_EQ(::fcntl(open.one.get(), F_GETFD), FD_CLOEXEC);
    EXPECT_EQ(::fcntl(open.two.get(), F_GETFD), FD_CLOEXEC);
}

TEST(passed_sockets, AreNoneWithoutTheVariablesOrForAnotherProcess) {
    for (const auto& [pid, count] : {std::pair<const char*, const char*>{nullptr, nullptr},
                                     {"77", nullptr},
                                     {nullptr, "1"},
                                     {"78", "1"},
                                     {"78", "nonsense"},
                                     {"77", "0"}}) {
        const passed_sockets taken = claim_passed_sockets(pid, count, 77, 500);
        EXPECT_THAT(taken.descriptors, IsEmpty());
        EXPECT_EQ(taken.fault, "");
    }
}

TEST(passed_sockets, NonsenseIsAFault) {
    EXPECT_EQ(claim_passed_sockets("me", "1", 77).fault, "LISTEN_PID is not a process: me");
    EXPECT_EQ(claim_passed_sockets("77 ", "1", 77).fault, "LISTEN_PID is not a process: 77 ");
    for (const char* count : {"", "x", "00", "-1", "1x", " 1", "4294967297", "1000000"})
        EXPECT_EQ(claim_passed_sockets("77", count, 77).fault,
                  std::string("LISTEN_FDS is not a number of sockets: ") + count);
}

TEST(passed_sockets, ADescriptorThatIsNotOpenIsAFault) {
    const two_descriptors open;
    EXPECT_EQ(claim_passed_sockets("77", "3", 77, open.first).fault,
              "LISTEN_FDS is 3, but descriptor 502 is not open");
}

TEST(passed_sockets, AreTakenOnce) {
    ::setenv("LISTEN_PID", std::to_string(::getppid()).c_str(), 1);
    ::setenv("LISTEN_FDS", "1", 1);
    ::setenv("LISTEN_FDNAMES", "web", 1);
    EXPECT_THAT(take_passed_sockets().descriptors, IsEmpty());
    EXPECT_EQ(std::getenv("LISTEN_PID"), nullptr);
    EXPECT_EQ(std::getenv("LISTEN_FDS"), nullptr);
    EXPECT_EQ(std::getenv("LISTEN_FDNAMES"), nullptr);
}

TEST(passed_sockets, OfThisProcessAreFoundInTheEnvironment) {
    ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
    ::setenv("LISTEN_FDS", "none", 1);
    EXPECT_EQ(take_passed_sockets().fault, "LISTEN_FDS is not a number of sockets: none");
}

} // namespace
} // namespace balanced
