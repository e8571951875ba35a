#include <balanced/app/check_config.hpp>
#include <balanced/app/single_poll.hpp>
#include <balanced/app/web_configuration.hpp>
#include <balanced/format/phrase.hpp>

#include <iostream>

namespace balanced {
namespace {

/// One poll of each account; whether all succeeded.
bool check_online(const settings& settings) {
    bool good = true;
    for (const polled_account& polled : poll_each_once(settings)) {
        const auto& outage = polled.snapshot.outage;
        good = good && !outage;
        if (outage)
            std::cerr << polled.name << ": poll failed: " << plugin_text(failure_text(outage->last)) << '\n';
        else
            std::cout << polled.name << ": ok, " << counted(polled.snapshot.tokens.size(), "token") << '\n';
    }
    return good;
}

} // namespace

int run_check_config(const options& options, const config& loaded) {
    const web_configuration web = load_web_config(options.web_config_file);
    for (const auto* faults : {&loaded.faults, &web.faults}) {
        for (const std::string& fault : *faults)
            std::cerr << fault << '\n';
    }
    if (!loaded.faults.empty() || !web.faults.empty())
        return exit_usage;
    for (const auto* warnings : {&loaded.warnings, &web.notes}) {
        for (const std::string& warning : *warnings)
            std::cout << "warning: " << warning << '\n';
    }
    std::cout << (options.config_file.empty() ? "the environment" : options.config_file)
              << " is valid: " << counted(loaded.settings.accounts.size(), "account") << std::endl;
    return options.online && !check_online(loaded.settings) ? exit_usage : exit_clean;
}

} // namespace balanced
