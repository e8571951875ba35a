#include <balanced/app/completion.hpp>
#include <balanced/app/option_table.hpp>
#include <balanced/format/phrase.hpp>

namespace balanced {
namespace {

/// The names of what fits, separated.
template <typename Entries, typename Fits>
std::string names_of(const Entries& entries, std::string_view separator, const Fits& fits) {
    std::string text;
    for (const auto& entry : entries)
        if (!entry.name.empty() && fits(entry))
            text.append(text.empty() ? "" : separator).append(entry.name);
    return text;
}

const auto is_general = [](const option_entry& entry) { return !entry.only; };

std::string bash_values() {
    std::string cases = "        " +
                        names_of(option_table(), " | ", [](const auto& entry) { return entry.names_file; }) +
                        ")\n"
                        "            compopt -o filenames 2>/dev/null\n"
                        "            mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
                        "            return\n"
                        "            ;;\n";
    for (const option_entry& entry : option_table())
        if (!entry.choices.empty())
            cases.append("        ")
                .append(entry.name)
                .append(")\n            mapfile -t COMPREPLY < <(compgen -W '")
                .append(joined(entry.choices, " "))
                .append("' -- \"$current\")\n            return\n            ;;\n");
    const std::string others = names_of(option_table(), " | ", [](const option_entry& entry) {
        return !entry.placeholder.empty() && !entry.names_file && entry.choices.empty();
    });
    return cases + "        " + others + ")\n            return\n            ;;\n";
}

std::string bash_flags_of_commands() {
    std::string cases;
    for (const command_entry& command : command_table()) {
        const std::string own = names_of(
            option_table(), " ", [&](const option_entry& entry) { return entry.only == command.command; });
        if (!own.empty())
            cases.append("        ").append(command.name).append(") flags+=' ").append(own).append("' ;;\n");
    }
    return cases;
}

/// Text between single quotes of the shell, within a specification of _arguments.
std::string zsh_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':' || c == '\\')
            out.append({'\\', c});
        else
            out.append(c == '\'' ? R"('\'')" : std::string(1, c));
    }
    return out;
}

/// `'--log.level=[debug, info, warn or error]:LEVEL:(debug info warn error)'`
std::string zsh_specification(const option_entry& entry) {
    const std::string help = "[" + zsh_text(entry.help) + "]";
    const std::string name(entry.name);
    if (!entry.short_name.empty()) {
        const std::string both = std::string(entry.short_name) + " " + name;
        return "'(" + both + ")'{" + std::string(entry.short_name) + "," + name + "}'" + help + "'";
    }
    if (entry.placeholder.empty())
        return "'" + name + help + "'";
    std::string values = " ";
    if (entry.names_file)
        values = "_files";
    else if (!entry.choices.empty())
        values = "(" + joined(entry.choices, " ") + ")";
    return std::string(entry.repeatable ? "'*" : "'") + name + "=" + help + ":" +
           std::string(entry.placeholder) + ":" + values + "'";
}

std::string zsh_commands() {
    std::string text;
    for (const command_entry& entry : command_table())
        if (!entry.name.empty())
            text.append("            '")
                .append(entry.name)
                .append(":")
                .append(zsh_text(entry.help))
                .append("'\n");
    return text;
}

std::string zsh_flags_of_commands() {
    std::string cases;
    for (const command_entry& command : command_table()) {
        std::string own;
        for (const option_entry& entry : option_table())
            if (entry.only == command.command)
                own += "                " + zsh_specification(entry) + "\n";
        if (!own.empty())
            cases += "        " + std::string(command.name) + ")\n            flags+=(\n" + own +
                     "            )\n            ;;\n";
    }
    return cases;
}

} // namespace

std::string bash_completion() {
    const std::string commands = names_of(command_table(), " ", [](const auto&) { return true; });
    const std::string command_cases = names_of(command_table(), " | ", [](const auto&) { return true; });
    return "# Completion of edenai-balanced(1) for bash.\n"
           "\n"
           "_edenai_balanced() {\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} flag=${COMP_WORDS[COMP_CWORD - 1]} command='' word\n"
           "    COMPREPLY=()\n"
           "    # --flag=value is three words to bash.\n"
           "    if [[ $current == = ]]; then\n"
           "        current=''\n"
           "    elif [[ $flag == = ]]; then\n"
           "        flag=${COMP_WORDS[COMP_CWORD - 2]}\n"
           "    fi\n"
           "    case $flag in\n" +
           bash_values() +
           "    esac\n"
           "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
           "        case $word in\n"
           "            " +
           command_cases +
           ") command=$word ;;\n"
           "        esac\n"
           "    done\n"
           "    if [[ $current != -* ]]; then\n"
           "        if [[ -z $command ]]; then\n"
           "            mapfile -t COMPREPLY < <(compgen -W '" +
           commands +
           "' -- \"$current\")\n"
           "        fi\n"
           "        return\n"
           "    fi\n"
           "    local flags='-h " +
           names_of(option_table(), " ", is_general) +
           "'\n"
           "    case $command in\n" +
           bash_flags_of_commands() +
           "    esac\n"
           "    mapfile -t COMPREPLY < <(compgen -W \"$flags\" -- \"$current\")\n"
           "}\n"
           "\n"
           "complete -F _edenai_balanced edenai-balanced\n";
}

std::string zsh_completion() {
    std::string general;
    for (const option_entry& entry : option_table())
        if (is_general(entry))
            general += "        " + zsh_specification(entry) + "\n";
    return "#compdef edenai-balanced\n"
           "# Completion of edenai-balanced(1) for zsh.\n"
           "\n"
           "_edenai-balanced() {\n"
           "    local -a flags commands\n"
           "    local word command=''\n"
           "    flags=(\n" +
           general +
           "    )\n"
           "    commands=(\n" +
           zsh_commands() +
           "    )\n"
           "    for word in \"${(@)words[2,CURRENT-1]}\"; do\n"
           "        [[ -n ${(M)commands:#$word:*} ]] && command=$word\n"
           "    done\n"
           "    case $command in\n" +
           zsh_flags_of_commands() +
           "    esac\n"
           "    _arguments -s -S $flags '1:command:{_describe command commands}'\n"
           "}\n"
           "\n"
           "_edenai-balanced \"$@\"\n";
}

} // namespace balanced
