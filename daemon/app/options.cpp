#include <balanced/app/options.hpp>
#include <balanced/app/version.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <iostream>

namespace balanced {
namespace {

constexpr std::size_t longest_host = 253; // RFC 1035 §2.3.4

std::string checked_listen_address(const std::string& text) {
    return parse_listen_address(text) ? "" : "must be HOST:PORT, [IPv6]:PORT or :PORT, like 127.0.0.1:10440";
}

std::string checked_path(const std::string& text) {
    const bool good =
        text.starts_with('/') && !text.starts_with("/-/") && text != "/" &&
        std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F && c != '?' && c != '#'; });
    return good ? "" : "must be a path of its own, like /metrics";
}

/// The enumerator whose name `text` is; it has been checked to be one.
template <typename Enum, std::size_t size>
Enum named(const std::array<std::string_view, size>& names, std::string_view text) {
    return static_cast<Enum>(std::ranges::find(names, text) - names.begin());
}

template <std::size_t size>
CLI::Validator one_of(const std::array<std::string_view, size>& names) {
    return CLI::IsMember(std::vector<std::string>(names.begin(), names.end()));
}

void say(const CLI::App& app, const CLI::ParseError& what) {
    std::cerr << "edenai-balanced: " << what.what() << "\nTry " << app.get_name()
              << " --help for the flags.\n";
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
    std::vector<std::string> listen;
    std::string level(log_level_names[static_cast<std::size_t>(result.log_level)]);
    std::string format(log_format_names[static_cast<std::size_t>(result.log_format)]);
    CLI::App app("Polls the tokens of Eden AI accounts, logs when one runs low or out, and exposes "
                 "Prometheus metrics.",
                 "edenai-balanced");
    app.set_version_flag("--version", version_text());
    app.fallthrough();
    app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::Throw);

    app.add_option("--config.file", result.config_file,
                   "Configuration (YAML); without it EDENAI_* variables describe one account")
        ->type_name("PATH")
        ->check(CLI::Validator(
            [](std::string& text) { return text.empty() ? std::string("must not be empty") : ""; }, ""));
    app.add_option("--web.listen-address", listen,
                   "Address to serve on, repeatable; :PORT is every interface [127.0.0.1:10440]")
        ->type_name("ADDRESS")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->check(CLI::Validator([](std::string& text) { return checked_listen_address(text); }, ""));
    app.add_option("--web.telemetry-path", result.telemetry_path, "Path of the metrics [/metrics]")
        ->type_name("PATH")
        ->check(CLI::Validator([](std::string& text) { return checked_path(text); }, ""));
    app.add_option("--log.level", level, "debug, info, warn or error [info]")
        ->type_name("LEVEL")
        ->check(one_of(log_level_names).description(""));
    app.add_option("--log.format", format, "logfmt or json [logfmt]")
        ->type_name("FORMAT")
        ->check(one_of(log_format_names).description(""));
    CLI::App* check =
        app.add_subcommand("check-config", "Validate everything the daemon would read, and print all faults");
    app.require_subcommand(0, 1);

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return {{}, app.exit(success, std::cout, std::cerr)};
    } catch (const CLI::ParseError& fault) {
        say(app, fault);
        return {{}, exit_usage};
    }
    result.log_level = named<log_level>(log_level_names, level);
    result.log_format = named<log_format>(log_format_names, format);
    if (check->parsed())
        result.command = command::check_config;
    if (!listen.empty()) {
        result.listen.clear();
        for (const std::string& text : listen)
            result.listen.push_back(*parse_listen_address(text));
    }
    return {result, std::nullopt};
}

} // namespace balanced
