#include <balanced/app/man_page.hpp>
#include <balanced/app/option_table.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

namespace balanced {
namespace {

using ::testing::HasSubstr;

/// As troff reads it.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text)
        out += c == '-' ? "\\-" : std::string(1, c);
    return out;
}

TEST(man_page, HasEveryFlagCommandAndDefault) {
    std::string page = man_page();
    std::ranges::replace(page, '\n', ' ');
    for (const option_entry& entry : option_table()) {
        EXPECT_THAT(page, HasSubstr("\\fB" + escaped(entry.name) + "\\fR"));
        if (!entry.default_text.empty()) {
            EXPECT_THAT(page, HasSubstr("The default is \\fB" + escaped(entry.default_text) + "\\fR."));
        }
    }
    for (const command_entry& entry : command_table())
        EXPECT_THAT(page, HasSubstr(escaped(entry.exit_codes).substr(1)));
    for (const char* section : {"NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "ENVIRONMENT"})
        EXPECT_THAT(page, HasSubstr(std::string(" .SH ") + section + " "));
}

TEST(man_page, NoTextIsTakenForARequest) {
    std::istringstream lines(man_page());
    for (std::string line; std::getline(lines, line);) {
        EXPECT_NE(line, "");
        if (line.starts_with('.')) {
            EXPECT_THAT(line, ::testing::MatchesRegex("\\.(TH|SH|SS|TP|br)( .*)?"));
        }
        EXPECT_FALSE(line.starts_with('\''));
    }
}

} // namespace
} // namespace balanced
