#include <balanced/app/option_table.hpp>
#include <balanced/format/units.hpp>

#include <algorithm>
#include <charconv>

namespace balanced {
namespace {

constexpr std::array<std::string_view, 2> output_format_names{"table", "json"};

constexpr std::array<command_entry, 4> commands{{
    {command::run, "", "run the daemon in the foreground until SIGTERM or SIGINT",
     "0 after a signal; 1 when it cannot run (an address is taken); 2 for a wrong flag or configuration"},
    {command::once, "once", "poll every account once, print the tokens with their levels, and end",
     "those of a monitoring plugin: 0 all is well, 1 a warning, 2 a token is critical, exhausted or expired, "
     "3 a poll failed, no name fits --token-name, or a flag or the configuration is wrong; 2 beats 3 beats "
     "1"},
    {command::check_config, "check-config", "validate everything the daemon would read, and print all faults",
     "0 all is well; 2 it is not"},
    {command::healthcheck, "healthcheck",
     "ask the running daemon whether it is healthy, for container probes",
     "0 it is; 1 it is not, does not answer within 5s, or a flag is wrong"},
}};

std::string unless(bool good, std::string_view requirement) {
    return good ? std::string() : std::string(requirement);
}

/// A text that must not be empty.
template <std::string options::*member>
std::string take_text(options& into, const std::string& text) {
    into.*member = text;
    return unless(!text.empty(), "must not be empty");
}

template <bool options::*member>
std::string take_switch(options& into, const std::string&) {
    into.*member = true;
    return {};
}

/// One of the names of an enumeration.
template <typename Enum, std::size_t size>
std::string take_name(Enum& into, const std::array<std::string_view, size>& names, const std::string& text) {
    const auto* found = std::ranges::find(names, text);
    if (found != names.end()) {
        into = static_cast<Enum>(found - names.begin());
        return {};
    }
    std::string fault = "must be ";
    for (std::size_t i = 0; i < size; ++i)
        fault.append(i == 0 ? "" : i + 1 == size ? " or " : ", ").append(names[i]);
    return fault;
}

std::string take_count(unsigned& into, const std::string& text) {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), into);
    return unless(fault == std::errc() && end == text.data() + text.size(), "must be a whole number");
}

std::string take_total_shards(options& into, const std::string& text) {
    std::string fault = take_count(into.total_shards, text);
    return fault.empty() ? unless(into.total_shards > 0, "must be at least 1") : fault;
}

std::string take_interval(options& into, const std::string& text) {
    const auto interval = parse_duration(text);
    into.auto_reload_interval = interval.value_or(duration());
    return unless(interval.has_value(), "must be a duration like 30s, or 0s for never");
}

constexpr std::string_view address_requirement =
    "must be HOST:PORT, [IPv6]:PORT or :PORT, like 127.0.0.1:10440";

std::string take_listen_address(options& into, const std::string& text) {
    const auto address = parse_listen_address(text);
    if (!address)
        return std::string(address_requirement);
    if (!into.listen_given)
        into.listen.clear();
    into.listen_given = true;
    into.listen.push_back(*address);
    return {};
}

std::string take_probe_address(options& into, const std::string& text) {
    into.probe_address = parse_listen_address(text);
    return unless(into.probe_address.has_value(), address_requirement);
}

std::string take_telemetry_path(options& into, const std::string& text) {
    into.telemetry_path = text;
    const bool good =
        text.starts_with('/') && !text.starts_with("/-/") && text != "/" && text != "/api/v1/tokens" &&
        std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F && c != '?' && c != '#'; });
    return unless(good, "must be a path of its own, like /metrics");
}

constexpr std::array<option_entry, 19> entries{{
    {.name = "--config.file",
     .placeholder = "PATH",
     .help = "the configuration; without it the environment",
     .default_text = "",
     .names_file = true,
     .take = take_text<&options::config_file>},
    {.name = "--config.auto-reload-interval",
     .placeholder = "DURATION",
     .help = "how often to look whether the configuration has changed, to take it over; 0s is never",
     .default_text = "0s",
     .take = take_interval},
    {.name = "--state.file",
     .placeholder = "PATH",
     .help = "where levels, sums and burn rates are kept over a restart; without it, state.json in "
             "$STATE_DIRECTORY",
     .default_text = "",
     .names_file = true,
     .take = take_text<&options::state_file>},
    {.name = "--shard",
     .placeholder = "N",
     .help = "watch only the accounts of this shard, counted from 0; needs --total-shards",
     .default_text = "",
     .take = [](options& into, const std::string& text) { return take_count(into.shard, text); }},
    {.name = "--total-shards",
     .placeholder = "M",
     .help = "how many daemons share the accounts, each with a --shard of its own",
     .default_text = "",
     .take = take_total_shards},
    {.name = "--web.listen-address",
     .placeholder = "ADDRESS",
     .help = "where to serve, repeatable; :PORT is every interface",
     .default_text = "127.0.0.1:10440",
     .group = option_group::web,
     .repeatable = true,
     .take = take_listen_address},
    {.name = "--web.telemetry-path",
     .placeholder = "PATH",
     .help = "path of the metrics",
     .default_text = "/metrics",
     .group = option_group::web,
     .take = take_telemetry_path},
    {.name = "--web.config.file",
     .placeholder = "PATH",
     .help = "TLS, passwords and headers of the web side, in the exporter-toolkit's format",
     .default_text = "",
     .group = option_group::web,
     .names_file = true,
     .take = take_text<&options::web_config_file>},
    {.name = "--web.enable-lifecycle",
     .placeholder = "",
     .help = "allow a reload by POST to /-/reload",
     .default_text = "",
     .group = option_group::web,
     .take = take_switch<&options::enable_lifecycle>},
    {.name = "--web.systemd-socket",
     .placeholder = "",
     .help = "serve the sockets that systemd passes; they are also taken where $LISTEN_FDS is set",
     .default_text = "",
     .group = option_group::web,
     .take = take_switch<&options::systemd_socket>},
    {.name = "--web.probe-address",
     .placeholder = "ADDRESS",
     .help = "also serve /-/healthy and /-/ready here, plain and alone, for probes beside mutual TLS",
     .default_text = "",
     .group = option_group::web,
     .take = take_probe_address},
    {.name = "--log.level",
     .placeholder = "LEVEL",
     .help = "debug, info, warn or error",
     .default_text = "info",
     .group = option_group::log,
     .choices = log_level_names,
     .take = [](options& into,
                const std::string& text) { return take_name(into.log_level, log_level_names, text); }},
    {.name = "--log.format",
     .placeholder = "FORMAT",
     .help = "logfmt or json",
     .default_text = "logfmt",
     .group = option_group::log,
     .choices = log_format_names,
     .take = [](options& into,
                const std::string& text) { return take_name(into.log_format, log_format_names, text); }},
    {.name = "--output",
     .placeholder = "FORMAT",
     .help = "table or json",
     .default_text = "table",
     .group = option_group::command,
     .only = command::once,
     .choices = output_format_names,
     .take = [](options& into,
                const std::string& text) { return take_name(into.output, output_format_names, text); }},
    {.name = "--token-name",
     .placeholder = "GLOB",
     .help = "show and judge only the tokens whose whole name fits",
     .default_text = "*",
     .group = option_group::command,
     .only = command::once,
     .take = take_text<&options::token_name>},
    {.name = "--online",
     .placeholder = "",
     .help = "also poll each account once",
     .default_text = "",
     .group = option_group::command,
     .only = command::check_config,
     .take = take_switch<&options::online>},
    {.name = "--ready",
     .placeholder = "",
     .help = "ask whether every account has been polled once",
     .default_text = "",
     .group = option_group::command,
     .only = command::healthcheck,
     .take = take_switch<&options::ready>},
    {.name = "--help",
     .placeholder = "",
     .help = "print the commands and flags, and end",
     .default_text = "",
     .group = option_group::help,
     .short_name = "-h"},
    {.name = "--version",
     .placeholder = "",
     .help = "print the version, and end",
     .default_text = "",
     .group = option_group::help},
}};

} // namespace

std::span<const command_entry> command_table() {
    return commands;
}

std::span<const option_entry> option_table() {
    return entries;
}

const option_entry* find_option(std::string_view name) {
    const auto* found = std::ranges::find_if(entries, [&](const option_entry& entry) {
        return entry.name == name || (!entry.short_name.empty() && entry.short_name == name);
    });
    return found == entries.end() ? nullptr : found;
}

const command_entry* find_command(std::string_view name) {
    const auto* found = std::ranges::find(commands, name, &command_entry::name);
    return found == commands.end() || name.empty() ? nullptr : found;
}

const command_entry& entry_of(command which) {
    return *std::ranges::find(commands, which, &command_entry::command);
}

} // namespace balanced
