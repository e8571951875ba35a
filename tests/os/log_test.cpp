#include <balanced/os/log.hpp>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <os/test_pipe.hpp>
#include <support/temporary_folder.hpp>
#include <sys/stat.h>

#include <algorithm>
#include <sstream>
#include <thread>

using namespace std::chrono_literals;

namespace balanced {
namespace {

constexpr time_point noon{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h};

log_record numbered(int number, log_level level = log_level::info) {
    return {.level = level, .event = "e", .msg = "m", .fields = {{"n", std::int64_t{number}}}};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

std::string line_of(int number) {
    return "ts=2026-03-01T12:00:00.000Z level=info event=e msg=m n=" + std::to_string(number);
}

TEST(log, WritesWhatItWasGivenBeforeItEnds) {
    auto pipe = make_pipe();
    {
        log log({.descriptor = pipe.writer.get()});
        for (int number = 0; number < 3; ++number)
            log.write(numbered(number), noon);
    }
    EXPECT_EQ(pipe.read_to_end(), line_of(0) + "\n" + line_of(1) + "\n" + line_of(2) + "\n");
}

TEST(log, WritesWhileItRuns) {
    const auto pipe = make_pipe();
    log log({.descriptor = pipe.writer.get()});
    log.write(numbered(1), noon);
    EXPECT_EQ(pipe.read_until("\n"), line_of(1) + "\n");
}

TEST(log, LeavesOutWhatIsBelowItsLevel) {
    auto pipe = make_pipe();
    {
        log log({.level = log_level::warn, .descriptor = pipe.writer.get()});
        EXPECT_FALSE(log.enabled(log_level::debug));
        EXPECT_FALSE(log.enabled(log_level::info));
        EXPECT_TRUE(log.enabled(log_level::warn));
        EXPECT_TRUE(log.enabled(log_level::error));
        for (const auto level : {log_level::debug, log_level::info, log_level::warn, log_level::error})
            log.write(numbered(1, level), noon);
        EXPECT_EQ(log.messages(), (std::array<std::uint64_t, 4>{0, 0, 1, 1}));
    }
    const auto lines = lines_of(pipe.read_to_end());
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_THAT(lines[0], ::testing::HasSubstr("level=warn"));
    EXPECT_THAT(lines[1], ::testing::HasSubstr("level=error"));
}

TEST(log, CountsLinesByLevel) {
    const auto pipe = make_pipe();
    log log({.level = log_level::debug, .descriptor = pipe.writer.get()});
    EXPECT_EQ(log.messages(), (std::array<std::uint64_t, 4>{}));
    log.write(numbered(1, log_level::debug), noon);
    log.write(numbered(1, log_level::info), noon);
    log.write(numbered(1, log_level::info), noon);
    log.write(numbered(1, log_level::error), noon);
    EXPECT_EQ(log.messages(), (std::array<std::uint64_t, 4>{1, 2, 0, 1}));
    EXPECT_EQ(log.dropped(), 0U);
}

TEST(log, BeginsLinesWithTheirPriorityForTheJournal) {
    auto pipe = make_pipe();
    {
        log log({.level = log_level::debug, .descriptor = pipe.writer.get(), .priorities = true});
        for (const auto level : {log_level::debug, log_level::info, log_level::warn, log_level::error})
            log.write(numbered(1, level), noon);
    }
    EXPECT_THAT(lines_of(pipe.read_to_end()),
                ::testing::ElementsAre(::testing::StartsWith("<7>ts="), ::testing::StartsWith("<6>ts="),
                                       ::testing::StartsWith("<4>ts="), ::testing::StartsWith("<3>ts=")));
}

TEST(log, WritesLinesOfJson) {
    auto pipe = make_pipe();
    {
        log log({.format = log_format::json, .descriptor = pipe.writer.get()});
        log.write({.event = "e", .msg = "{} %v \u202e\n", .fields = {{"k", "a\"b"}}}, noon);
    }
    const auto lines = lines_of(pipe.read_to_end());
    ASSERT_EQ(lines.size(), 1U);
    const auto value = boost::json::parse(lines[0]);
    EXPECT_EQ(value.at("msg").as_string(), "{} %v \u202e\n");
    EXPECT_EQ(value.at("k").as_string(), "a\"b");
}

TEST(log, LosesNothingWhereTheWriterWaitsForRoom) {
    auto pipe = make_pipe();
    std::optional<log> log(std::in_place, log_options{.descriptor = pipe.writer.get(), .waiting_lines = 16});
    std::string text;
    std::thread reader([&] { text = pipe.read_to_end(); });
    for (int line = 0; line < 5000; ++line) {
        if (line % 8 == 0) {
            EXPECT_TRUE(log->wait_for_room());
        }
        log->write(numbered(line), noon);
    }
    EXPECT_EQ(log->dropped(), 0U);
    log.reset();
    reader.join();
    EXPECT_EQ(lines_of(text).size(), 5000U);
}

TEST(log, DoesNotWaitForAReaderThatTakesNothing) {
    const auto pipe = make_pipe();
    log log({.descriptor = pipe.writer.get(), .waiting_lines = 4});
    const std::string text(100'000, 'x');
    while (log.wait_for_room())
        log.write({.event = "long", .msg = text}, noon);
}

TEST(log, NobodyWaitsOnceThereIsNoTime) {
    const auto pipe = make_pipe();
    log log({.descriptor = pipe.writer.get(), .waiting_lines = 1000});
    log.hurry();
    const std::string text(100'000, 'x');
    int written = 0;
    while (log.wait_for_room() && ++written < 2000)
        log.write({.event = "long", .msg = text}, noon);
    EXPECT_LT(written, 2000);
}

TEST(log, KeepsALongLineWhole) {
    const auto pipe = make_pipe();
    log log({.descriptor = pipe.writer.get()});
    const std::string text(300'000, 'x');
    log.write({.event = "long", .msg = text}, noon);
    log.write(numbered(2), noon);
    const auto lines = lines_of(pipe.read_until(line_of(2) + "\n"));
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_TRUE(lines[0].ends_with("event=long msg=" + text));
}

TEST(log, TakesLinesFromSeveralThreads) {
    const auto pipe = make_pipe();
    log log({.descriptor = pipe.writer.get()});
    std::vector<std::thread> threads;
    std::vector<std::string> expected;
    for (int thread = 0; thread < 4; ++thread) {
        for (int line = 0; line < 100; ++line)
            expected.push_back(line_of(thread * 100 + line));
        threads.emplace_back([&log, thread] {
            for (int line = 0; line < 100; ++line)
                log.write(numbered(thread * 100 + line), noon);
        });
    }
    std::string text;
    while (std::ranges::count(text, '\n') < 400)
        text += pipe.read_until("\n");
    for (auto& thread : threads)
        thread.join();
    EXPECT_THAT(lines_of(text), ::testing::UnorderedElementsAreArray(expected));
}

TEST(log, NeverWaitsForAReaderWhoTakesNothing) {
    for (auto make : {make_pipe, make_socket_pair}) {
        auto ends = make();
        const auto filled = fill(ends.writer.get());
        {
            log log({.descriptor = ends.writer.get(), .waiting_lines = 4});
            for (int number = 0; number < 100; ++number)
                log.write(numbered(number), noon);
            // Four wait, and a fifth may be in the hands of the logging thread.
            EXPECT_THAT(log.dropped(), ::testing::AnyOf(95U, 96U));
            EXPECT_EQ(log.messages()[1], 100U);
        }
        EXPECT_EQ(ends.read_to_end(), std::string(filled, '.'));
    }
}

TEST(log, DropsTheOldestLinesAndGoesOnWhenTheReaderComesBack) {
    const auto pipe = make_pipe();
    const auto filled = fill(pipe.writer.get());
    log log({.descriptor = pipe.writer.get(), .waiting_lines = 4});
    for (int number = 0; number < 100; ++number)
        log.write(numbered(number), noon);
    const auto dropped = log.dropped();
    const auto text = pipe.read_until(line_of(99) + "\n");
    ASSERT_EQ(text.substr(0, filled), std::string(filled, '.'));
    const auto lines = lines_of(text.substr(filled));
    EXPECT_EQ(lines.size() + dropped, 100U);
    ASSERT_GE(lines.size(), 4U);
    EXPECT_EQ(std::vector(lines.end() - 4, lines.end()),
              (std::vector{line_of(96), line_of(97), line_of(98), line_of(99)}));
}

TEST(log, OutlivesItsReader) {
    for (auto make : {make_pipe, make_socket_pair}) {
        auto ends = make();
        log log({.descriptor = ends.writer.get()});
        log.write(numbered(1), noon);
        EXPECT_EQ(ends.read_until("\n"), line_of(1) + "\n");
        ends.reader = descriptor();
        log.write(numbered(2), noon);
        log.write(numbered(3), noon);
        while (log.dropped() < 2)
            std::this_thread::yield();
        EXPECT_EQ(log.messages()[1], 3U);
    }
}

TEST(log, OutlivesADescriptorThatWasNeverOpen) {
    log log({.descriptor = -1});
    log.write(numbered(1), noon);
    while (log.dropped() < 1)
        std::this_thread::yield();
    EXPECT_EQ(log.messages()[1], 1U);
}

TEST(log, SeveralLogsLiveSideBySide) {
    auto first = make_pipe(), second = make_pipe();
    {
        log one({.descriptor = first.writer.get()});
        log two({.descriptor = second.writer.get()});
        one.write(numbered(1), noon);
        two.write(numbered(2), noon);
    }
    EXPECT_EQ(first.read_to_end(), line_of(1) + "\n");
    EXPECT_EQ(second.read_to_end(), line_of(2) + "\n");
}

TEST(is_journal_stream, ComparesDeviceAndInode) {
    const auto pipe = make_pipe();
    struct stat status {};
    ASSERT_EQ(::fstat(pipe.writer.get(), &status), 0);
    const auto device = std::to_string(status.st_dev), inode = std::to_string(status.st_ino);
    const auto other = std::to_string(status.st_ino + 1);
    EXPECT_TRUE(is_journal_stream(pipe.writer.get(), (device + ":" + inode).c_str()));
    EXPECT_FALSE(is_journal_stream(pipe.writer.get(), (device + ":" + other).c_str()));
    EXPECT_FALSE(is_journal_stream(pipe.writer.get(), (device + ":" + inode + "0").c_str()));
    EXPECT_FALSE(is_journal_stream(pipe.writer.get(), (device + ":" + inode + " ").c_str()));
    EXPECT_FALSE(is_journal_stream(pipe.writer.get(), inode.c_str()));
}

TEST(is_journal_stream, IsFalseWithoutVariableOrDescriptor) {
    const auto pipe = make_pipe();
    EXPECT_FALSE(is_journal_stream(pipe.writer.get(), nullptr));
    EXPECT_FALSE(is_journal_stream(pipe.writer.get(), ""));
    EXPECT_FALSE(is_journal_stream(pipe.writer.get(), ":"));
    EXPECT_FALSE(is_journal_stream(-1, "0:0"));
}

} // namespace
} // namespace balanced
