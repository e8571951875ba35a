#include <balanced/app/help.hpp>
#include <balanced/app/option_table.hpp>
#include <balanced/format/text_width.hpp>

#include <algorithm>

namespace balanced {
namespace {

constexpr std::size_t margin = 2;
constexpr std::size_t help_column = 32;
constexpr std::size_t widest = 110; ///< longer lines are hard to read
constexpr std::size_t narrowest = 50;

std::string flag_text(const option_entry& entry) {
    std::string text;
    if (!entry.short_name.empty())
        text.append(entry.short_name).append(", ");
    text.append(entry.name);
    return entry.placeholder.empty() ? text : text.append(" ").append(entry.placeholder);
}

std::string help_of(const option_entry& entry) {
    std::string text(entry.help);
    return entry.default_text.empty() ? text : text.append(" [").append(entry.default_text).append("]");
}

/// A line, or more, of a name and what it is.
void append_item(std::string& out, const std::string& name, std::string_view help, std::size_t columns) {
    out.append(margin, ' ').append(name);
    const std::size_t used = margin + display_width(name);
    if (used + 2 > help_column)
        out.append("\n").append(help_column, ' ');
    else
        out.append(help_column - used, ' ');
    out += wrapped(help, help_column, columns) + "\n";
}

void append_flags(std::string& out, option_group group, command which, std::size_t columns) {
    std::string flags;
    for (const option_entry& entry : option_table()) {
        if (entry.group != group || (which != command::run && entry.only && entry.only != which))
            continue;
        std::string help = help_of(entry);
        if (entry.only && which == command::run)
            help.insert(0, "of " + std::string(entry_of(*entry.only).name) + ": ");
        append_item(flags, flag_text(entry), help, columns);
    }
    std::string title(option_group_names[static_cast<std::size_t>(group)]);
    if (group == option_group::command && which != command::run)
        title = "Of " + std::string(entry_of(which).name);
    if (!flags.empty())
        out += "\n" + title + ":\n" + flags;
}

std::string capitalised(std::string_view text) {
    std::string whole(text);
    whole.front() = static_cast<char>(whole.front() - 'a' + 'A');
    return whole;
}

void append_usage(std::string& out, command which, std::size_t columns) {
    const command_entry& entry = entry_of(which);
    std::string line = "Usage: edenai-balanced ";
    if (which == command::run)
        line += "[COMMAND] ";
    else
        line.append(entry.name).append(" ");
    out += line + "[FLAGS]\n\n";
    const std::string purpose = which == command::run ? "Polls the tokens of Eden AI accounts, logs when one "
                                                        "runs low or out, and exposes Prometheus metrics."
                                                      : capitalised(entry.help) + ".";
    out += wrapped(purpose, 0, columns) + "\n";
}

} // namespace

std::string wrapped(std::string_view text, std::size_t indentation, std::size_t columns) {
    std::string out;
    std::size_t used = indentation;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        const std::size_t width = display_width(word);
        if (used > indentation && used + 1 + width > columns) {
            out.append("\n").append(indentation, ' ');
            used = indentation;
        }
        if (used > indentation) {
            out += ' ';
            ++used;
        }
        out += word;
        used += width;
    }
    return out;
}

std::string help_text(command which, std::size_t columns) {
    columns = std::clamp(columns, narrowest, widest);
    std::string out;
    append_usage(out, which, columns);
    if (which == command::run) {
        out += "\nCommands:\n";
        for (const command_entry& entry : command_table())
            append_item(out, entry.name.empty() ? "(none)" : std::string(entry.name), entry.help, columns);
    } else {
        append_flags(out, option_group::command, which, columns);
    }
    for (const option_group group : {option_group::configuration, option_group::web, option_group::log})
        append_flags(out, group, which, columns);
    if (which == command::run)
        append_flags(out, option_group::command, which, columns);
    append_flags(out, option_group::help, which, columns);
    out += "\n" + wrapped("Exit codes: " + std::string(entry_of(which).exit_codes) + ".", 0, columns) + "\n";
    return out;
}

} // namespace balanced
