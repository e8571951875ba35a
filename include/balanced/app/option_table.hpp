#pragma once
#include <balanced/app/options.hpp>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// The one table of commands and flags: the parser, --help, the completions, the man page and the README's
// reference come from it. How flags depend on each other is not known here.

namespace balanced {

struct command_entry {
    balanced::command command;
    std::string_view name; ///< empty: what is run without a command
    std::string_view help;
    std::string_view exit_codes;
};

/// The running daemon first.
std::span<const command_entry> command_table();

enum class option_group : unsigned char { configuration, web, log, command, help };
inline constexpr std::array<std::string_view, 5> option_group_names{"Configuration", "Web", "Log",
                                                                    "Of one command", "Help"};

struct option_entry {
    std::string_view name;         ///< `--config.file`
    std::string_view placeholder;  ///< of its value; empty where it takes none
    std::string_view help;         ///< not a whole sentence: small letters, no full stop
    std::string_view default_text; ///< as it would be given; empty = none
    option_group group = option_group::configuration;
    std::optional<command> only{};               ///< the one command that it belongs to
    std::span<const std::string_view> choices{}; ///< all values, where there are few
    bool names_file = false;                     ///< its value
    bool repeatable = false;                     ///< each value counts
    std::string_view short_name{};               ///< `-h`

    /// Takes a value over (empty for a flag without one). Returns why it is none, else nothing; nullptr for
    /// what is answered at once, like --help.
    std::string (*take)(options& into, const std::string& text) = nullptr;
};

/// In the order of the documentation, group by group.
std::span<const option_entry> option_table();

/// The entry of `--name`, or of a short name; nullptr where there is none.
const option_entry* find_option(std::string_view name);

/// The entry of a command; what is run without one has no name to be found by.
const command_entry* find_command(std::string_view name);

const command_entry& entry_of(command which);

} // namespace balanced
