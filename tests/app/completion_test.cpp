#include <balanced/app/completion.hpp>
#include <balanced/app/option_table.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using ::testing::HasSubstr;

// What the shells make of them is tried with real ones, in tests/system.

TEST(completion, OfBothShellsKnowsAllNames) {
    for (const std::string& script : {bash_completion(), zsh_completion()}) {
        for (const option_entry& entry : option_table())
            EXPECT_THAT(script, HasSubstr(std::string(entry.name)));
        for (const command_entry& entry : command_table())
            EXPECT_THAT(script, HasSubstr(std::string(entry.name)));
        EXPECT_THAT(script, HasSubstr("debug info warn error"));
        EXPECT_THAT(script, HasSubstr("table json"));
    }
}

TEST(completion, OfZshIsForThatProgram) {
    EXPECT_THAT(zsh_completion(), ::testing::StartsWith("#compdef edenai-balanced\n"));
    EXPECT_THAT(zsh_completion(),
                HasSubstr("'*--web.listen-address=[where to serve, repeatable; \\:PORT is every interface]:"
                          "ADDRESS: '"));
    EXPECT_THAT(zsh_completion(), HasSubstr("exporter-toolkit'\\''s"));
}

} // namespace
} // namespace balanced
