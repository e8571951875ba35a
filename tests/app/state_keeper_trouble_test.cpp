#include <balanced/app/state_keeper.hpp>

#include <app/kept_state.hpp>
#include <gmock/gmock.h>

#include <future>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::size_t count(const std::string& text, const std::string& word) {
    std::size_t found = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        ++found;
    return found;
}

/// A disk that answers no more until it is told to.
struct dead_disk {
    state_disk way() {
        state_disk disk;
        disk.write = [answers = answers_](const std::string& path, std::string_view text) {
            answers.wait();
            return write_state_file(path, text);
        };
        disk.read = [answers = answers_](const std::string& path) {
            answers.wait();
            return read_state_file(path);
        };
        return disk;
    }
    ~dead_disk() { answer(); }
    void answer() {
        if (!std::exchange(answering_, true))
            promise_.set_value();
    }

private:
    std::promise<void> promise_;
    std::shared_future<void> answers_ = promise_.get_future();
    bool answering_ = false;
};

TEST(state_keeper_trouble, AnUnusableFileIsSetAsideAndSaid) {
    for (const std::string content : {"", "half of a sta", R"({"format":2})"}) {
        const testing::temporary_folder folder;
        const std::string path = folder.write("state.json", content);
        keeping keeper(path);
        EXPECT_THAT(keeper->load(), IsEmpty());
        ASSERT_FALSE(std::filesystem::exists(path));
        const auto aside = std::filesystem::directory_iterator(folder.path())->path().string();
        EXPECT_THAT(aside, HasSubstr("state.json.damaged-20"));
        EXPECT_EQ(read_file(aside).text, content);
        keeper.accounts[0].snapshot = listed(5);
        keeper.finish();
        EXPECT_EQ(balance_in(path), 5);
        const std::string log = keeper.log_text();
        EXPECT_EQ(count(log, "\n"), 1U) << log;
        EXPECT_THAT(log, HasSubstr("level=error event=state_set_aside "));
        EXPECT_THAT(log, HasSubstr(" file=" + path + " moved_to=" + aside + " detail="));
    }
}

TEST(state_keeper_trouble, WhatIsNoRegularFileIsSaidOnceAndLeftAlone) {
    const testing::temporary_folder folder;
    keeping keeper(folder.path(), {.urgent = 1ms});
    keeper.start();
    EXPECT_THAT(keeper->load(), IsEmpty());
    keeper.save(5);
    keeper.save(4);
    keeper.finish();
    const std::string log = keeper.log_text();
    EXPECT_EQ(count(log, "\n"), 1U) << log;
    EXPECT_THAT(log, HasSubstr("level=error event=state_not_read "));
    EXPECT_THAT(log, HasSubstr(R"( detail="Is a directory")"));
}

TEST(state_keeper_trouble, AMissingFolderIsSaidOnceUntilItIsThere) {
    const testing::temporary_folder folder;
    const std::string path = folder.path("later/state.json");
    keeping keeper(path, {.regular = 1ms, .urgent = 1ms});
    keeper.start();
    EXPECT_THAT(keeper->load(), IsEmpty());
    keeper.save(5);
    keeper.save(4);
    std::filesystem::create_directory(folder.path("later"));
    keeper.run_until([&] { return balance_in(path) == 4; });
    keeper.run_until([&] {
        keeper.save(3);
        return balance_in(path) == 3;
    });
    const std::string log = keeper.log_text();
    EXPECT_EQ(count(log, "\n"), 2U) << log;
    EXPECT_THAT(log, HasSubstr("level=error event=state_not_written "));
    EXPECT_THAT(log, HasSubstr(R"( detail="No such file or directory")"));
    EXPECT_THAT(log, HasSubstr("level=info event=state_written_again "));
}

TEST(state_keeper_trouble, ADeadDiskHoldsUpNeitherLinesNorTheStop) {
    const testing::temporary_folder folder;
    const std::string path = folder.path("state.json");
    dead_disk disk;
    keeping keeper(path, {.urgent = 1ms, .patience = 10ms}, disk.way());
    keeper.start();
    keeper.save(5);
    keeper.save(4);
    keeper.finish(10ms);
    EXPECT_FALSE(std::filesystem::exists(path));
    const std::string log = keeper.log_text();
    EXPECT_EQ(count(log, "\n"), 1U) << log;
    EXPECT_THAT(log, HasSubstr(R"(event=state_not_written )"));
    EXPECT_THAT(log, HasSubstr(R"( detail="the disk does not answer")"));
}

TEST(state_keeper_trouble, ADiskThatAnswersAgainIsWrittenTo) {
    const testing::temporary_folder folder;
    const std::string path = folder.path("state.json");
    dead_disk disk;
    keeping keeper(path, {.urgent = 1ms, .patience = 10ms}, disk.way());
    keeper.start();
    keeper.save(5);
    disk.answer();
    keeper.run_until([&] { return balance_in(path) == 5; });
    keeper.run_until([&] {
        keeper.save(4);
        return balance_in(path) == 4;
    });
    EXPECT_THAT(keeper.log_text(), HasSubstr("event=state_written_again "));
}

TEST(state_keeper_trouble, ADeadDiskIsNoReasonNotToStart) {
    const testing::temporary_folder folder;
    dead_disk disk;
    keeping keeper(folder.write("state.json", "unread"), {.start = 10ms}, disk.way());
    EXPECT_THAT(keeper->load(), IsEmpty());
    EXPECT_THAT(keeper.log_text(), HasSubstr(R"( detail="the disk does not answer")"));
}

} // namespace
} // namespace balanced
