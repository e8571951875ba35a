#include <balanced/app/check_config.hpp>
#include <balanced/app/commands.hpp>
#include <balanced/app/configuration.hpp>
#include <balanced/app/daemon.hpp>
#include <balanced/app/healthcheck.hpp>
#include <balanced/app/once.hpp>

#include <iostream>

namespace balanced {

int run_command(const options& options) {
    if (options.command == command::healthcheck)
        return run_healthcheck(options);
    const config loaded = load_configuration(options);
    if (options.command == command::once)
        return run_once(options, loaded);
    if (options.command == command::check_config)
        return run_check_config(options, loaded);
    for (const std::string& fault : loaded.faults)
        std::cerr << fault << '\n';
    return loaded.faults.empty() ? run_daemon(options, loaded) : exit_usage;
}

} // namespace balanced
