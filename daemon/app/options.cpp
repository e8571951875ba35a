#include <balanced/app/help.hpp>
#include <balanced/app/option_table.hpp>
#include <balanced/app/version.hpp>
#include <balanced/format/config_values.hpp>
#include <balanced/format/once_report.hpp>
#include <balanced/os/terminal.hpp>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

namespace balanced {
namespace {

constexpr std::size_t longest_host = 253; // RFC 1035 §2.3.4

/// What is wrong with the command line.
struct usage_fault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The command that the arguments name, wherever it stands: it decides how a fault is said.
command find_named_command(int argc, const char* const* argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (const command_entry* named = find_command(argument); named != nullptr)
            return named->command;
        const option_entry* option = find_option(argument);
        if (option != nullptr && !option->placeholder.empty())
            ++i;
    }
    return command::run;
}

/// Values that are missing, or too many. CLI11 would take the next argument for an empty one.
void check_values(int argc, const char* const* argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        const std::size_t equals = argument.find('=');
        const option_entry* option = find_option(argument.substr(0, equals));
        if (option == nullptr)
            continue;
        const std::string name(option->name);
        const bool takes_one = !option->placeholder.empty();
        if (!takes_one && equals != std::string_view::npos)
            throw usage_fault(name + ": takes no value");
        if (takes_one && equals == std::string_view::npos && ++i == argc)
            throw usage_fault(name + ": needs a value, " + std::string(option->placeholder));
        if (takes_one && equals + 1 == argument.size())
            throw usage_fault(name + ": must not be empty");
    }
}

/// $STATE_DIRECTORY may hold several paths (systemd.exec(5)).
std::string default_state_file() {
    const char* directories = std::getenv("STATE_DIRECTORY");
    const std::string_view all = directories != nullptr ? directories : "";
    return all.empty() ? std::string() : std::string(all.substr(0, all.find(':'))) + "/state.json";
}

void add_option(CLI::App& app, const option_entry& entry, options& into) {
    const auto take = [&into, &entry](const CLI::results_t& values) {
        if (values.size() > 1 && !entry.repeatable)
            throw usage_fault(std::string(entry.name) + ": is given twice");
        for (const std::string& value : values)
            if (const std::string fault = entry.take(into, value); !fault.empty())
                throw usage_fault(std::string(entry.name) + ": " + fault);
        return true;
    };
    if (entry.take == nullptr)
        return;
    if (entry.placeholder.empty()) {
        app.add_flag_callback(std::string(entry.name), [&into, &entry] { entry.take(into, {}); });
        return;
    }
    app.add_option(std::string(entry.name), take)
        ->type_name(std::string(entry.placeholder))
        ->type_size(1)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

/// Names what was not understood, and what was probably meant.
void refuse_extras(const CLI::App& app) {
    const std::vector<std::string> extras = app.remaining(true);
    if (extras.empty())
        return;
    const std::string wrong = extras.front().substr(0, extras.front().find('='));
    if (find_command(wrong) != nullptr)
        throw usage_fault(wrong + ": is a second command");
    std::vector<std::string_view> known;
    if (wrong.starts_with('-')) {
        for (const option_entry& entry : option_table())
            known.push_back(entry.name);
        throw usage_fault(wrong + ": no such flag" + did_you_mean(wrong, known));
    }
    for (const command_entry& entry : command_table())
        known.push_back(entry.name);
    throw usage_fault("no such command" + shown(wrong) + did_you_mean(wrong, known));
}

/// What no flag can tell by itself.
void check_together(const CLI::App& app, const options& given) {
    for (const option_entry& entry : option_table())
        if (entry.only && entry.only != given.command && app.count(std::string(entry.name)) > 0)
            throw usage_fault(std::string(entry.name) + ": belongs to the command " +
                              std::string(entry_of(*entry.only).name));
    if (app.count("--shard") != app.count("--total-shards"))
        throw usage_fault("--shard and --total-shards: need each other");
    if (given.shard >= given.total_shards)
        throw usage_fault("--shard: must be below --total-shards, " + std::to_string(given.total_shards));
    for (const listen_address& address : given.listen)
        if (given.probe_address && address.port != 0 && address.text() == given.probe_address->text())
            throw usage_fault("--web.probe-address: must be another than --web.listen-address");
}

/// Throws usage_fault, or what CLI11 does.
void parse(int argc, const char* const* argv, options& into) {
    CLI::App app("", "edenai-balanced");
    app.set_help_flag("-h,--help");
    app.set_version_flag("--version", version_text());
    app.fallthrough();
    app.allow_extras();
    for (const option_entry& entry : option_table())
        add_option(app, entry, into);
    for (const command_entry& entry : command_table())
        if (!entry.name.empty())
            app.add_subcommand(std::string(entry.name))->allow_extras();
    app.require_subcommand(0, 1);
    app.parse(argc, argv);
    refuse_extras(app);
    check_together(app, into);
}

/// Says a fault as the command says faults.
int refuse(command which, const std::string& fault) {
    if (which == command::once) {
        std::cout << once_fault_text(std::array{fault});
        return static_cast<int>(plugin_status::unknown);
    }
    std::cerr << "edenai-balanced: " << fault << "\nTry edenai-balanced --help for the flags.\n";
    return which == command::healthcheck ? exit_failure : exit_usage;
}

} // namespace

std::string listen_address::text() const {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

std::optional<listen_address> parse_listen_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    listen_address address;
    const std::string_view port = text.substr(colon + 1);
    const auto [end, fault] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (fault != std::errc() || end != port.data() + port.size())
        return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const bool bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    const bool v6 = host.find(':') != std::string_view::npos;
    const bool plain = host.find_first_of("[]/@ \t") == std::string_view::npos;
    if (v6 != bracketed || !plain || host.size() > longest_host)
        return std::nullopt;
    address.host = host;
    return address;
}

parsed_options parse_options(int argc, const char* const* argv) {
    options result;
    std::string fault;
    result.command = find_named_command(argc, argv);
    result.state_file = default_state_file();
    try {
        check_values(argc, argv);
        parse(argc, argv, result);
    } catch (const CLI::CallForHelp&) {
        std::cout << help_text(result.command, terminal_width(STDOUT_FILENO, std::getenv("COLUMNS")));
        return {{}, exit_clean};
    } catch (const CLI::CallForVersion&) {
        std::cout << version_text() << '\n';
        return {{}, exit_clean};
    } catch (const CLI::ParseError& what) {
        fault = what.what();
    } catch (const usage_fault& what) {
        fault = what.what();
    }
    if (fault.empty())
        return {result, std::nullopt};
    return {{}, refuse(result.command, fault)};
}

} // namespace balanced
