#include <balanced/os/state_file.hpp>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <support/temporary_folder.hpp>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <vector>

using namespace std::string_literals;

namespace balanced {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr time_point now{std::chrono::seconds(1'764'000'000)};

std::vector<std::string> names_in(const testing::temporary_folder& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder.path()))
        names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
}

/// Files of this process grow to so many bytes at most, while it lives.
class small_files {
public:
    explicit small_files(rlim_t size)
        : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{size, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~small_files() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        static_cast<void>(std::signal(SIGXFSZ, handler_));
    }
    small_files(const small_files&) = delete;
    small_files& operator=(const small_files&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST(state_file, IsReadBackAsItWasWritten) {
    const testing::temporary_folder folder;
    const std::string path = folder.path("state.json");
    EXPECT_EQ(write_state_file(path, "first"), "");
    EXPECT_EQ(read_state_file(path)->text, "first");
    const std::string large(5'000'000, 'x');
    EXPECT_EQ(write_state_file(path, large), "");
    EXPECT_EQ(read_state_file(path)->fault, "");
    EXPECT_TRUE(read_state_file(path)->text == large);
    EXPECT_THAT(names_in(folder), ElementsAre("state.json"));
}

TEST(state_file, WhoIsNotItsWriterOnlyLooks) {
    const testing::temporary_folder folder;
    const std::string path = folder.write("state.json", "text");
    folder.write("state.json.new-abcdef", "half");
    EXPECT_EQ(peek_state_file(path).text, "text");
    EXPECT_EQ(peek_state_file(folder.path("other")).fault, "No such file or directory");
    EXPECT_EQ(peek_state_file(folder.path()).fault, "Is a directory");
    EXPECT_THAT(names_in(folder), ElementsAre("state.json", "state.json.new-abcdef"));
}

TEST(state_file, IsForItsOwnerAlone) {
    const testing::temporary_folder folder;
    const std::string path = folder.write("state.json", "open to all");
    fs::permissions(path, fs::perms::all);
    EXPECT_EQ(write_state_file(path, "text"), "");
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode, S_IFREG | 0600U);
}

TEST(state_file, IsReplacedAndNotWrittenInto) {
    const testing::temporary_folder folder;
    const std::string path = folder.write("state.json", "before");
    fs::create_hard_link(path, folder.path("link"));
    EXPECT_EQ(write_state_file(path, "after"), "");
    EXPECT_EQ(read_file(folder.path("link")).text, "before");
    EXPECT_EQ(read_file(path).text, "after");
}

TEST(state_file, MayBeMissing) {
    const testing::temporary_folder folder;
    for (const std::string& path : {folder.path("state.json"), folder.path("no/folder/state.json")})
        EXPECT_FALSE(read_state_file(path)) << path;
    EXPECT_TRUE(read_state_file(folder.write("state.json", ""))) << "an empty one is there";
}

TEST(state_file, AMissingFolderIsNotMade) {
    const testing::temporary_folder folder;
    EXPECT_EQ(write_state_file(folder.path("no/state.json"), "text"), "No such file or directory");
    EXPECT_THAT(names_in(folder), IsEmpty());
    EXPECT_EQ(write_state_file(folder.write("file", "") + "/state.json", "text"), "Not a directory");
}

TEST(state_file, LiesInTheWorkingFolderWithoutOne) {
    const testing::temporary_folder folder;
    const fs::path before = fs::current_path();
    fs::current_path(folder.path());
    EXPECT_EQ(write_state_file("state.json", "text"), "");
    EXPECT_EQ(read_state_file("state.json")->text, "text");
    fs::current_path(before);
    EXPECT_THAT(names_in(folder), ElementsAre("state.json"));
}

TEST(state_file, OnlyARegularFileIsReadOrReplaced) {
    const testing::temporary_folder folder;
    const std::string fifo = folder.path("fifo");
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    const std::string target = folder.write("target", "content");
    const std::string link = folder.path("link");
    fs::create_symlink(target, link);
    const std::string dangling = folder.path("dangling");
    fs::create_symlink("nowhere", dangling);
    const std::vector<std::pair<std::string, std::string>> cases{
        {fifo, "is not a regular file"},
        {"/dev/null", "is not a regular file"},
        {folder.path(), "Is a directory"},
        {link, "is a symbolic link, not a regular file"},
        {dangling, "is a symbolic link, not a regular file"},
        {target + "\0.json"s, "Invalid argument"},
    };
    for (const auto& [path, fault] : cases) {
        EXPECT_EQ(read_state_file(path)->fault, fault) << path;
        EXPECT_EQ(read_state_file(path)->text, "") << path;
        EXPECT_EQ(write_state_file(path, "text"), fault) << path;
        EXPECT_EQ(set_aside(path, now).fault, fault) << path;
    }
    EXPECT_EQ(read_file(target).text, "content");
    EXPECT_THAT(names_in(folder), ElementsAre("dangling", "fifo", "link", "target"));
}

TEST(state_file, FoldersOnTheWayMayBeLinks) {
    const testing::temporary_folder folder;
    fs::create_directory(folder.path("private"));
    fs::create_symlink("private", folder.path("public"));
    EXPECT_EQ(write_state_file(folder.path("public/state.json"), "text"), "");
    EXPECT_EQ(read_state_file(folder.path("private/state.json"))->text, "text");
}

TEST(state_file, AFullDiskLeavesTheOldOneAndNothingBesideIt) {
    const testing::temporary_folder folder;
    const std::string path = folder.write("state.json", "before");
    {
        const small_files limit(100'000);
        EXPECT_EQ(write_state_file(path, std::string(100'001, 'x')), "File too large");
        EXPECT_THAT(names_in(folder), ElementsAre("state.json"));
    }
    EXPECT_EQ(read_file(path).text, "before");
}

TEST(state_file, IsNoLargerThanWhatIsRead) {
    const testing::temporary_folder folder;
    const std::string path = folder.write("state.json", "before");
    EXPECT_EQ(write_state_file(path, std::string((64 << 20) + 1, 'x')), "would be larger than 64 MB");
    EXPECT_EQ(read_file(path).text, "before");
    fs::resize_file(path, (64 << 20) + 1);
    EXPECT_EQ(read_state_file(path)->fault, "is larger than 64 MB");
}

TEST(state_file, WhatAKilledWriterLeftBehindIsRemoved) {
    const testing::temporary_folder folder;
    folder.write("state.json.new-aB3xY9", "half of");
    folder.write("state.json.new-000000", "");
    folder.write("state.json.new-kept", "of another's");
    folder.write("state.json.newer-aB3xY9", "likewise");
    folder.write("other.json.new-aB3xY9", "likewise");
    fs::create_directory(folder.path("state.json.new-folder"));
    EXPECT_FALSE(read_state_file(folder.path("state.json")));
    EXPECT_THAT(names_in(folder), ElementsAre("other.json.new-aB3xY9", "state.json.new-folder",
                                              "state.json.new-kept", "state.json.newer-aB3xY9"));
}

TEST(state_file, IsSetAsideOverNoOtherOne) {
    const testing::temporary_folder folder;
    const std::string path = folder.path("state.json");
    for (const std::string& content : {"1"s, "2"s, "3"s}) {
        folder.write("state.json", content);
        EXPECT_EQ(set_aside(path, now).fault, "");
    }
    EXPECT_EQ(read_file(path + ".damaged-20251124T160000Z").text, "1");
    EXPECT_EQ(read_file(path + ".damaged-20251124T160000Z-2").text, "2");
    EXPECT_EQ(read_file(path + ".damaged-20251124T160000Z-3").text, "3");
    EXPECT_EQ(names_in(folder).size(), 3U);
}

TEST(state_file, SaysWhyItCannotBeSetAside) {
    const testing::temporary_folder folder;
    EXPECT_EQ(set_aside(folder.path("missing"), now).fault, "No such file or directory");
    EXPECT_EQ(set_aside(folder.path(std::string(250, 'x')), now).fault, "File exists");
}

} // namespace
} // namespace balanced
