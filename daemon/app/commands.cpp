#include <balanced/app/check_config.hpp>
#include <balanced/app/commands.hpp>
#include <balanced/app/configuration.hpp>
#include <balanced/app/daemon.hpp>
#include <balanced/app/healthcheck.hpp>
#include <balanced/app/once.hpp>

#include <csignal>
#include <cstdlib>
#include <iostream>

namespace balanced {
namespace {

/// Until the event loop has the signals: what is done before may hang on a disk or on a name, and the first
/// process of a container dies of no signal that it does not handle.
void end_at_once(int) {
    std::_Exit(exit_clean);
}

int run(const options& options, const config& loaded) {
    const web_configuration web = load_web_config(options.web_config_file);
    for (const auto* faults : {&loaded.faults, &web.faults}) {
        for (const std::string& fault : *faults)
            std::cerr << fault << '\n';
    }
    const bool good = loaded.faults.empty() && web.faults.empty();
    return good ? run_daemon(options, loaded, web) : exit_usage;
}

} // namespace

int run_command(const options& options) {
    if (options.command == command::healthcheck)
        return run_healthcheck(options);
    if (options.command == command::run) {
        static_cast<void>(std::signal(SIGTERM, end_at_once));
        static_cast<void>(std::signal(SIGINT, end_at_once));
    }
    const config loaded = load_configuration(options);
    if (options.command == command::once)
        return run_once(options, loaded);
    if (options.command == command::check_config)
        return run_check_config(options, loaded);
    return run(options, loaded);
}

} // namespace balanced
