#include <balanced/app/help.hpp>
#include <balanced/app/man_page.hpp>
#include <balanced/app/option_table.hpp>
#include <balanced/app/version.hpp>

#include <utility>

namespace balanced {
namespace {

using entry = std::pair<std::string_view, std::string_view>;

constexpr std::array<entry, 11> variables{{
    {"EDENAI_API_KEY_FILE", "file that holds the API key, read again before every poll"},
    {"EDENAI_API_KEY", "the key itself"},
    {"CREDENTIALS_DIRECTORY",
     "where systemd puts credentials; edenai-api-key is the key where neither is set"},
    {"EDENAI_API", "which of the vendor's APIs is asked"},
    {"EDENAI_BASE_URL", "the API's address"},
    {"EDENAI_POLL_INTERVAL", "time between polls"},
    {"EDENAI_CA_FILE", "PEM file of the authorities to trust"},
    {"EDENAI_TOKEN_NAMES", "globs of the tokens to track, separated by commas"},
    {"STATE_DIRECTORY", "where systemd lets the daemon keep its state; of several paths, the first counts"},
    {"COLUMNS", "width of tables and of the help, else the terminal's, else 80"},
    {"NO_COLOR", "with any value: no colours, which are sent to terminals only"},
}};

constexpr std::size_t longest_line = 78; ///< of the page's own text

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text)
        out += c == '-' ? "\\-" : c == '\\' ? "\\e" : std::string(1, c);
    return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string bold(std::string_view text) {
    return "\\fB" + escaped(text) + "\\fR";
}

std::string italic(std::string_view text) {
    return "\\fI" + escaped(text) + "\\fR";
}

std::string sentence(std::string_view text) {
    std::string whole(text);
    if (whole.front() >= 'a' && whole.front() <= 'z')
        whole.front() = static_cast<char>(whole.front() - 'a' + 'A');
    return escaped(whole) + ".";
}

std::string item(const std::string& tag, const std::string& text) {
    return ".TP\n" + tag + "\n" + wrapped(text, 0, longest_line) + "\n";
}

std::string synopsis() {
    std::string out;
    for (const command_entry& command : command_table()) {
        out.append(out.empty() ? "" : ".br\n").append(bold("edenai-balanced"));
        if (!command.name.empty())
            out += " " + bold(command.name);
        for (const option_entry& option : option_table())
            if (option.only == command.command)
                out += " [" + bold(option.name) +
                       (option.placeholder.empty() ? "" : " " + italic(option.placeholder)) + "]";
        out += " [" + italic("FLAGS") + "]\n";
    }
    return out;
}

std::string commands() {
    std::string out = ".SH COMMANDS\n";
    for (const command_entry& command : command_table())
        if (!command.name.empty())
            out += item(bold(command.name), sentence(command.help));
    return out;
}

std::string flag(const option_entry& option) {
    std::string tag = option.short_name.empty() ? "" : bold(option.short_name) + ", ";
    tag += bold(option.name);
    if (!option.placeholder.empty())
        tag += " " + italic(option.placeholder);
    std::string text =
        option.choices.empty() ? sentence(option.help) : "One of " + escaped(option.help) + ".";
    if (option.only)
        text = "Of " + bold(entry_of(*option.only).name) + ": " + escaped(option.help) + ".";
    if (!option.default_text.empty())
        text += " The default is " + bold(option.default_text) + ".";
    if (option.repeatable)
        text += " May be given several times.";
    return item(tag, text);
}

std::string flags() {
    std::string out = ".SH OPTIONS\nThey may stand before or behind the command, as " + bold("--flag=value") +
                      "\nor as " + bold("--flag value") +
                      ".\nDurations are written as in Prometheus: 90s, 1h30m, 7d.\n";
    for (std::size_t group = 0; group < option_group_names.size(); ++group) {
        out.append(".SS ").append(option_group_names[group]).append("\n");
        for (const option_entry& option : option_table())
            if (static_cast<std::size_t>(option.group) == group)
                out += flag(option);
    }
    return out;
}

std::string environment() {
    std::string out = ".SH ENVIRONMENT\nWithout " + bold("--config.file") + " the variables " +
                      bold("EDENAI_*") + " describe one account.\n";
    for (const auto& [name, meaning] : variables)
        out += item(bold(name), sentence(meaning));
    return out;
}

std::string exit_status() {
    std::string out = ".SH EXIT STATUS\n";
    for (const command_entry& command : command_table())
        out +=
            item(bold(command.name.empty() ? "edenai-balanced" : command.name), sentence(command.exit_codes));
    return out;
}

} // namespace

std::string man_page() {
    return R"(.TH EDENAI\-BALANCED 1 "" "edenai\-balanced )" + escaped(version()) +
           "\" \"User Commands\"\n"
           ".SH NAME\n"
           "edenai\\-balanced \\- watch the balances and expiries of Eden AI tokens\n"
           ".SH SYNOPSIS\n" +
           synopsis() +
           ".SH DESCRIPTION\n"
           "Polls the tokens of Eden AI accounts over HTTPS, logs when one crosses a\n"
           "threshold of its balance or of its expiry, and exposes every token to\nPrometheus.\n"
           "A secret is never taken from the command line.\n" +
           commands() + flags() + environment() + exit_status();
}

} // namespace balanced
