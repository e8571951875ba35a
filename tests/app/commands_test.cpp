#include "said.hpp"
#include <balanced/app/commands.hpp>

#include <gmock/gmock.h>
#include <support/temporary_folder.hpp>

namespace balanced {
namespace {

using ::testing::HasSubstr;

testing::said run(command which, const std::string& file) {
    options options;
    options.command = which;
    options.config_file = file;
    return testing::run([&] { return run_command(options); });
}

testing::said check(const std::string& file) {
    return run(command::check_config, file);
}

TEST(commands, CheckConfigSaysThatAllIsWell) {
    const testing::temporary_folder folder;
    folder.write("a.key", "sk-eden-1");
    const std::string file =
        folder.write("c.yml", "accounts: [{authorization: {credentials_file: a.key}}]\n");
    const testing::said said = check(file);
    EXPECT_EQ(said.exit, 0);
    EXPECT_EQ(said.out, file + " is valid: 1 account\n");
    EXPECT_EQ(said.err, "");
}

TEST(commands, CheckConfigSaysEveryFaultOnALineOfItsOwn) {
    const testing::temporary_folder folder;
    const std::string file = folder.write(
        "c.yml", "accounts: [{authorization: {credentials_file: none.key}, poll_interval: 0s}]\nextra: 1\n");
    const testing::said said = check(file);
    EXPECT_EQ(said.exit, 2);
    EXPECT_EQ(said.out, "");
    EXPECT_EQ(std::ranges::count(said.err, '\n'), 3);
    EXPECT_THAT(said.err, HasSubstr("poll_interval"));
    EXPECT_THAT(said.err, HasSubstr("extra"));
    EXPECT_THAT(said.err, HasSubstr("none.key"));
}

TEST(commands, CheckConfigWarnsOfAKeyInTheFileWithoutShowingIt) {
    const testing::temporary_folder folder;
    const testing::said said =
        check(folder.write("c.yml", "accounts: [{authorization: {credentials: sk-eden-1}}]\n"));
    EXPECT_EQ(said.exit, 0);
    EXPECT_THAT(said.out, HasSubstr("warning: "));
    EXPECT_THAT(said.out, ::testing::Not(HasSubstr("sk-eden-1")));
}

TEST(commands, EachEndsInItsOwnWayWithoutAConfiguration) {
    const std::string none = "/nowhere/c.yml";
    EXPECT_EQ(run(command::run, none).exit, 2);
    EXPECT_EQ(run(command::check_config, none).exit, 2);
    const testing::said once = run(command::once, none);
    EXPECT_EQ(once.exit, 3);
    EXPECT_EQ(once.out, "EDENAI UNKNOWN - /nowhere/c.yml: No such file or directory\n");
}

TEST(commands, HealthcheckNeedsNoConfiguration) {
    options options;
    options.command = command::healthcheck;
    options.config_file = "/nowhere/c.yml";
    options.listen = {{"127.0.0.1", 0}};
    const testing::said said = testing::run([&] { return run_command(options); });
    EXPECT_EQ(said.exit, 1);
    EXPECT_THAT(said.err, ::testing::Not(HasSubstr("c.yml")));
}

} // namespace
} // namespace balanced
