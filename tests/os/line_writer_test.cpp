#include <balanced/os/files.hpp>
#include <balanced/os/line_writer.hpp>

#include <gtest/gtest.h>
#include <os/test_pipe.hpp>
#include <support/temporary_folder.hpp>
#include <sys/resource.h>

#include <csignal>
#include <optional>
#include <thread>

using namespace std::chrono_literals;

namespace balanced {
namespace {

/// Ignores a signal, as the program does with SIGPIPE.
class ignored_signal {
public:
    explicit ignored_signal(int number)
        : number_(number)
        , before_(std::signal(number, SIG_IGN)) {}
    ~ignored_signal() { static_cast<void>(std::signal(number_, before_)); }
    ignored_signal(const ignored_signal&) = delete;
    ignored_signal& operator=(const ignored_signal&) = delete;

private:
    int number_;
    void (*before_)(int);
};

TEST(line_writer, WritesLinesAsTheyAre) {
    auto pipe = make_pipe();
    {
        line_writer writer(pipe.writer.get());
        EXPECT_TRUE(writer.write("one\n"));
        EXPECT_TRUE(writer.write("{} %s two\n"));
    }
    EXPECT_EQ(pipe.read_to_end(), "one\n{} %s two\n");
}

TEST(line_writer, WritesToASocket) {
    auto sockets = make_socket_pair();
    {
        line_writer writer(sockets.writer.get());
        EXPECT_TRUE(writer.write("one\n"));
    }
    EXPECT_EQ(sockets.read_to_end(), "one\n");
}

TEST(line_writer, AppendsToAFileThatWasOpenedForIt) {
    const testing::temporary_folder folder;
    const auto path = folder.write("log", "before\n");
    const descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    line_writer writer(file.get());
    EXPECT_TRUE(writer.write("one\n"));
    EXPECT_EQ(read_file(path).text, "before\none\n");
}

TEST(line_writer, SharesThePositionOfAFile) {
    const testing::temporary_folder folder;
    const auto path = folder.write("log", "");
    const descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    line_writer writer(file.get());
    EXPECT_TRUE(writer.write("one\n"));
    EXPECT_EQ(::write(file.get(), "two\n", 4), 4);
    EXPECT_TRUE(writer.write("three\n"));
    EXPECT_EQ(read_file(path).text, "one\ntwo\nthree\n");
}

TEST(line_writer, LeavesTheFlagsOfASharedDescriptorAlone) {
    const auto pipe = make_pipe();
    const int before = ::fcntl(pipe.writer.get(), F_GETFL);
    line_writer writer(pipe.writer.get());
    EXPECT_TRUE(writer.write("one\n"));
    EXPECT_EQ(::fcntl(pipe.writer.get(), F_GETFL), before);
    EXPECT_EQ(before & O_NONBLOCK, 0);
}

TEST(line_writer, WaitsForASlowReaderAndContinuesALongLine) {
    for (auto pipe : {make_pipe, make_socket_pair}) {
        auto ends = pipe();
        const std::string line = std::string(1'000'000, 'x') + "\n";
        bool all = false;
        std::thread writing([&] {
            line_writer writer(ends.writer.get());
            all = writer.write(line) && writer.write("next\n");
        });
        const auto got = ends.read_until("next\n");
        writing.join();
        EXPECT_TRUE(all);
        EXPECT_TRUE(got == line + "next\n");
    }
}

TEST(line_writer, GivesUpWaitingAtItsLimit) {
    for (auto make : {make_pipe, make_socket_pair}) {
        const auto ends = make();
        fill(ends.writer.get());
        line_writer writer(ends.writer.get());
        writer.limit(0ms);
        EXPECT_FALSE(writer.write("one\n"));
        EXPECT_FALSE(writer.write("two\n"));
    }
}

TEST(line_writer, StopsAWriteThatAlreadyWaits) {
    const auto pipe = make_pipe();
    ::fcntl(pipe.writer.get(), F_SETPIPE_SZ, 4096);
    line_writer writer(pipe.writer.get());
    std::optional<bool> written;
    std::thread writing([&] { written = writer.write(std::string(100'000, 'x')); });
    EXPECT_EQ(pipe.read_some().front(), 'x'); // it is in the midst of the line
    writer.limit(1ms);
    writing.join();
    EXPECT_EQ(written, false);
}

TEST(line_writer, WritesWithinItsLimit) {
    auto pipe = make_pipe();
    {
        line_writer writer(pipe.writer.get());
        writer.limit(1h);
        EXPECT_TRUE(writer.write("one\n"));
    }
    EXPECT_EQ(pipe.read_to_end(), "one\n");
}

TEST(line_writer, LosesLinesWhereTheReaderHasGone) {
    const ignored_signal sigpipe(SIGPIPE);
    for (auto make : {make_pipe, make_socket_pair}) {
        auto ends = make();
        line_writer before(ends.writer.get());
        EXPECT_TRUE(before.write("one\n"));
        ends.reader = descriptor();
        line_writer after(ends.writer.get());
        EXPECT_FALSE(before.write("two\n"));
        EXPECT_FALSE(after.write("two\n"));
        EXPECT_FALSE(before.write("three\n"));
    }
}

TEST(line_writer, LosesLinesOnAFullDisk) {
    const descriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    ASSERT_TRUE(full);
    line_writer writer(full.get());
    EXPECT_FALSE(writer.write("one\n"));
    EXPECT_FALSE(writer.write("two\n"));
}

TEST(line_writer, LosesLinesWhereTheDescriptorIsClosed) {
    line_writer writer(-1);
    EXPECT_FALSE(writer.write("one\n"));
}

TEST(line_writer, BeginsANewLineAfterOneThatWasCut) {
    const ignored_signal sigxfsz(SIGXFSZ);
    const testing::temporary_folder folder;
    const auto path = folder.write("log", "");
    const descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    line_writer writer(file.get());

    rlimit unlimited{};
    ::getrlimit(RLIMIT_FSIZE, &unlimited);
    const rlimit small{.rlim_cur = 5000, .rlim_max = unlimited.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    const bool first = writer.write(std::string(6000, 'x') + "\n");
    const bool second = writer.write("lost\n");
    ::setrlimit(RLIMIT_FSIZE, &unlimited);

    EXPECT_FALSE(first);
    EXPECT_FALSE(second);
    EXPECT_TRUE(writer.write("next\n"));
    EXPECT_TRUE(writer.write("last\n"));
    EXPECT_EQ(read_file(path).text, std::string(5000, 'x') + "\nnext\nlast\n");
}

TEST(line_writer, DoesNotBlockOnATerminalThatNobodyReads) {
    const descriptor master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!master || ::grantpt(master.get()) != 0)
        GTEST_SKIP() << "there are no terminals here: /dev/pts is not mounted";
    ASSERT_EQ(::unlockpt(master.get()), 0);
    const descriptor terminal(::open(::ptsname(master.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
    ASSERT_TRUE(terminal);
    line_writer writer(terminal.get());
    EXPECT_TRUE(writer.write("one\n"));
    writer.limit(50ms); // room for a part of the next is there, so a blocking write would begin and stay
    EXPECT_FALSE(writer.write(std::string(1'000'000, 'x') + "\n"));
}

} // namespace
} // namespace balanced
