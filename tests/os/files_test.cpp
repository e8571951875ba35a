#include <balanced/os/files.hpp>

#include <gmock/gmock.h>
#include <support/temporary_folder.hpp>
#include <sys/stat.h>

using namespace std::string_literals;

namespace balanced {
namespace {

TEST(read_file, ReadsTheWholeOfAFile) {
    const testing::temporary_folder folder;
    std::string content;
    for (int at = 0; at < 100'000; ++at)
        content += static_cast<char>(at % 256);
    const auto got = read_file(folder.write("a", content));
    EXPECT_EQ(got.fault, "");
    EXPECT_TRUE(got.text == content);
}

TEST(read_file, ReadsAnEmptyFile) {
    const testing::temporary_folder folder;
    const auto got = read_file(folder.write("a", ""));
    EXPECT_EQ(got.fault, "");
    EXPECT_EQ(got.text, "");
}

TEST(read_file, FollowsSymbolicLinks) {
    const testing::temporary_folder folder;
    folder.write("a", "content");
    std::filesystem::create_symlink("a", folder.path("link"));
    EXPECT_EQ(read_file(folder.path("link")).text, "content");
}

TEST(read_file, ReadsFilesWhoseSizeIsNotKnown) {
    const auto got = read_file("/proc/self/status");
    EXPECT_EQ(got.fault, "");
    EXPECT_THAT(got.text, ::testing::StartsWith("Name:"));
}

TEST(read_file, SaysWhyAFileCannotBeOpened) {
    const testing::temporary_folder folder;
    EXPECT_EQ(read_file(folder.path("missing")).fault, "No such file or directory");
    EXPECT_EQ(read_file("").fault, "No such file or directory");
    EXPECT_EQ(read_file(folder.write("a", "") + "/b").fault, "Not a directory");
    std::filesystem::create_symlink("loop", folder.path("loop"));
    EXPECT_EQ(read_file(folder.path("loop")).fault, "Too many levels of symbolic links");
}

TEST(read_file, DoesNotCutAPathAtANul) {
    const testing::temporary_folder folder;
    const auto got = read_file(folder.write("a", "content") + "\0.key"s);
    EXPECT_EQ(got.fault, "Invalid argument");
    EXPECT_EQ(got.text, "");
}

TEST(read_file, RefusesAFolder) {
    const testing::temporary_folder folder;
    EXPECT_EQ(read_file(folder.path()).fault, "Is a directory");
}

TEST(read_file, RefusesWhatIsNoFileWithoutWaiting) {
    const testing::temporary_folder folder;
    ASSERT_EQ(::mkfifo(folder.path("fifo").c_str(), 0600), 0);
    EXPECT_EQ(read_file(folder.path("fifo")).fault, "is not a regular file");
    EXPECT_EQ(read_file("/dev/zero").fault, "is not a regular file");
}

TEST(read_file, TakesNoMoreThanItsLimit) {
    const testing::temporary_folder folder;
    EXPECT_EQ(read_file(folder.write("a", "12345"), 5).text, "12345");
    const auto refused = read_file(folder.write("b", "123456"), 5);
    EXPECT_EQ(refused.fault, "is larger than 5 bytes");
    EXPECT_EQ(refused.text, "");
    EXPECT_EQ(read_file("/proc/self/status", 5).fault, "is larger than 5 bytes");
}

TEST(read_file, TakesAMegabyteByDefault) {
    const testing::temporary_folder folder;
    EXPECT_EQ(read_file(folder.write("a", std::string(1 << 20, 'x'))).text.size(), 1U << 20);
    EXPECT_EQ(read_file(folder.write("b", std::string((1 << 20) + 1, 'x'))).fault, "is larger than 1 MB");
}

} // namespace
} // namespace balanced
