#include <balanced/app/check_config.hpp>
#include <balanced/app/commands.hpp>
#include <balanced/app/configuration.hpp>
#include <balanced/app/daemon.hpp>
#include <balanced/app/healthcheck.hpp>
#include <balanced/app/once.hpp>

#include <iostream>

namespace balanced {
namespace {

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
    const config loaded = load_configuration(options);
    if (options.command == command::once)
        return run_once(options, loaded);
    if (options.command == command::check_config)
        return run_check_config(options, loaded);
    return run(options, loaded);
}

} // namespace balanced
