#include <balanced/os/file_version.hpp>

#include <gtest/gtest.h>
#include <support/temporary_folder.hpp>

#include <filesystem>
#include <fstream>

namespace balanced {
namespace {

namespace fs = std::filesystem;

TEST(file_version, IsTheSameWhileNothingHappens) {
    const testing::temporary_folder folder;
    std::ofstream(folder.path("file")) << "one";
    EXPECT_EQ(version_of(folder.path("file")), version_of(folder.path("file")));
    EXPECT_NE(version_of(folder.path("file")), file_version{});
}

TEST(file_version, ChangesWithTheFile) {
    const testing::temporary_folder folder;
    std::ofstream(folder.path("file")) << "one";
    const file_version before = version_of(folder.path("file"));
    std::ofstream(folder.path("new")) << "two";
    fs::rename(folder.path("new"), folder.path("file"));
    EXPECT_NE(version_of(folder.path("file")), before);
}

TEST(file_version, ChangesWithALinkOnTheWay) {
    const testing::temporary_folder folder;
    for (const char* name : {"a", "b"}) {
        fs::create_directory(folder.path(name));
        std::ofstream(folder.path(name) + "/file") << "same";
    }
    fs::create_directory_symlink("a", folder.path("data"));
    const file_version before = version_of(folder.path("data") + "/file");
    fs::create_directory_symlink("b", folder.path("data.new"));
    fs::rename(folder.path("data.new"), folder.path("data"));
    EXPECT_NE(version_of(folder.path("data") + "/file"), before);
}

TEST(file_version, OfNoFileIsNothing) {
    EXPECT_EQ(version_of(""), file_version{});
    EXPECT_EQ(version_of("/nowhere/file"), file_version{});
}

} // namespace
} // namespace balanced
