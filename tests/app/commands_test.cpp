#include <balanced/app/commands.hpp>

#include <gmock/gmock.h>
#include <support/temporary_folder.hpp>

namespace balanced {
namespace {

using ::testing::HasSubstr;

struct said {
    int exit;
    std::string out;
    std::string err;
};

said check(const std::string& file) {
    options options;
    options.command = command::check_config;
    options.config_file = file;
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const int exit = run_command(options);
    std::string out = ::testing::internal::GetCapturedStdout();
    return {exit, std::move(out), ::testing::internal::GetCapturedStderr()};
}

TEST(commands, CheckConfigSaysThatAllIsWell) {
    const testing::temporary_folder folder;
    folder.write("a.key", "sk-eden-1");
    const std::string file =
        folder.write("c.yml", "accounts: [{authorization: {credentials_file: a.key}}]\n");
    const said said = check(file);
    EXPECT_EQ(said.exit, 0);
    EXPECT_EQ(said.out, file + " is valid: 1 account\n");
    EXPECT_EQ(said.err, "");
}

TEST(commands, CheckConfigSaysEveryFaultOnALineOfItsOwn) {
    const testing::temporary_folder folder;
    const std::string file = folder.write(
        "c.yml", "accounts: [{authorization: {credentials_file: none.key}, poll_interval: 0s}]\nextra: 1\n");
    const said said = check(file);
    EXPECT_EQ(said.exit, 2);
    EXPECT_EQ(said.out, "");
    EXPECT_EQ(std::ranges::count(said.err, '\n'), 3);
    EXPECT_THAT(said.err, HasSubstr("poll_interval"));
    EXPECT_THAT(said.err, HasSubstr("extra"));
    EXPECT_THAT(said.err, HasSubstr("none.key"));
}

TEST(commands, CheckConfigWarnsOfAKeyInTheFileWithoutShowingIt) {
    const testing::temporary_folder folder;
    const said said = check(folder.write("c.yml", "accounts: [{authorization: {credentials: sk-eden-1}}]\n"));
    EXPECT_EQ(said.exit, 0);
    EXPECT_THAT(said.out, HasSubstr("warning: "));
    EXPECT_THAT(said.out, ::testing::Not(HasSubstr("sk-eden-1")));
}

} // namespace
} // namespace balanced
