#include <balanced/app/help.hpp>
#include <balanced/app/option_table.hpp>
#include <balanced/format/text_width.hpp>

#include <gmock/gmock.h>

#include <sstream>

namespace balanced {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(help, NamesEveryCommandAndFlagWithItsDefault) {
    const std::string help = help_text(command::run, 200);
    for (const command_entry& entry : command_table())
        EXPECT_THAT(help, HasSubstr(std::string(entry.help).substr(0, 30)));
    for (const option_entry& entry : option_table()) {
        EXPECT_THAT(help, HasSubstr(std::string(entry.name)));
        if (!entry.default_text.empty()) {
            EXPECT_THAT(help, HasSubstr("[" + std::string(entry.default_text) + "]"));
        }
    }
    for (const std::string_view group : option_group_names)
        EXPECT_THAT(help, HasSubstr("\n" + std::string(group) + ":\n"));
}

TEST(help, OfACommandHasItsFlagsFirstAndNoOthersOwn) {
    const std::string help = help_text(command::once, 80);
    EXPECT_LT(help.find("--output"), help.find("--config.file"));
    EXPECT_THAT(help, HasSubstr("Of once:\n"));
    EXPECT_THAT(help, HasSubstr("3 a poll failed"));
    EXPECT_THAT(help, Not(HasSubstr("--online")));
    EXPECT_THAT(help, Not(HasSubstr("Commands:")));
}

TEST(help, FitsTheTerminal) {
    for (const std::size_t columns : {60U, 80U, 100U}) {
        std::istringstream lines(help_text(command::run, columns));
        for (std::string line; std::getline(lines, line);)
            EXPECT_LE(display_width(line), columns) << line;
    }
}

TEST(wrapped, BreaksAtSpacesBehindAnIndentation) {
    EXPECT_EQ(wrapped("one two three", 2, 9), "one two\n  three");
    EXPECT_EQ(wrapped("longer-than-the-line x", 0, 5), "longer-than-the-line\nx");
    EXPECT_EQ(wrapped("", 4, 10), "");
}

} // namespace
} // namespace balanced
