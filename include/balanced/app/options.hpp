#pragma once
#include <balanced/format/log_line.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The command line. A secret is never taken from it: everyone on the host can read it.

namespace balanced {

/// Exit codes of the daemon and of check-config.
enum exit_code : int { exit_clean = 0, exit_failure = 1, exit_usage = 2 };

struct listen_address {
    std::string host; ///< an IP address or a name, without brackets; empty = every interface
    std::uint16_t port = 0;
    std::string text() const; ///< as it is written on the command line
};

/// `HOST:PORT`, `[IPv6]:PORT` or `:PORT`.
std::optional<listen_address> parse_listen_address(std::string_view text);

enum class command : unsigned char { run, once, check_config, healthcheck };

enum class output_format : unsigned char { table, json };

struct options {
    balanced::command command = command::run;
    std::string config_file;         ///< empty = the environment describes the one account
    duration auto_reload_interval{}; ///< 0 = off
    std::vector<listen_address> listen{{"127.0.0.1", 10440}};
    bool listen_given = false; ///< on the command line: beside sockets that systemd passes, only then
    std::string telemetry_path = "/metrics";
    std::string web_config_file; ///< empty = none
    bool enable_lifecycle = false;
    bool systemd_socket = false;
    std::optional<listen_address> probe_address;
    std::string state_file; ///< empty = none
    balanced::log_level log_level = log_level::info;
    balanced::log_format log_format = log_format::logfmt;
    unsigned shard = 0; ///< below `total_shards`
    unsigned total_shards = 1;
    output_format output = output_format::table; ///< of `once`
    std::string token_name = "*";                ///< glob: what `once` shows
    bool online = false;                         ///< of `check-config`
    bool ready = false;                          ///< of `healthcheck`
};

/// Options, or the exit code of what has been said already: help and version on standard output, faults on
/// standard error.
struct parsed_options {
    balanced::options options;
    std::optional<int> exit;
};

parsed_options parse_options(int argc, const char* const* argv);

} // namespace balanced
