#include <balanced/app/check_config.hpp>
#include <balanced/app/commands.hpp>
#include <balanced/app/configuration.hpp>
#include <balanced/app/daemon.hpp>
#include <balanced/app/healthcheck.hpp>
#include <balanced/app/once.hpp>
#include <balanced/os/time_zone.hpp>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

namespace balanced {
namespace {

/// Until the event loop has the signals: what is done before may hang on a disk or on a name, and the first
/// process of a container dies of no signal that it does not handle.
void end_at_once(int) {
    std::_Exit(exit_clean);
}

/// The zone that the API's resets go by.
constexpr const char* zone_of_resets = "Europe/Paris";

int run(const options& options, const config& loaded, const std::string& zone_fault,
        const std::shared_ptr<const reset_calendar>& calendar) {
    const web_configuration web = load_web_config(options.web_config_file);
    for (const auto* faults : {&loaded.faults, &web.faults}) {
        for (const std::string& fault : *faults)
            std::cerr << fault << '\n';
    }
    if (!loaded.faults.empty() || !web.faults.empty())
        return exit_usage;
    if (!zone_fault.empty()) {
        // Nothing that the user wrote is wrong.
        std::cerr << "edenai-balanced: " << zone_fault << '\n';
        return exit_failure;
    }
    return run_daemon(options, loaded, web, calendar);
}

} // namespace

int run_command(const options& options) {
    if (options.command == command::healthcheck)
        return run_healthcheck(options);
    if (options.command == command::run) {
        static_cast<void>(std::signal(SIGTERM, end_at_once));
        static_cast<void>(std::signal(SIGINT, end_at_once));
    }
    loaded_zone zone = load_zone(zone_of_resets);
    const auto calendar = std::make_shared<const reset_calendar>(std::move(zone.calendar));
    config loaded = load_configuration(options, calendar);
    if (options.command == command::run)
        return run(options, loaded, zone.fault, calendar);
    if (!zone.fault.empty())
        loaded.faults.push_back(zone.fault);
    if (options.command == command::once)
        return run_once(options, loaded);
    return run_check_config(options, loaded);
}

} // namespace balanced
