#include <balanced/app/check_config.hpp>
#include <balanced/app/single_poll.hpp>
#include <balanced/app/web_file.hpp>

#include <iostream>

namespace balanced {
namespace {

std::string counted(std::size_t count, std::string_view noun) {
    return std::to_string(count).append(" ").append(noun).append(count == 1 ? "" : "s");
}

/// Those of the configuration, then those of the other files that the flags name.
std::vector<std::string> all_faults(const options& options, const config& loaded) {
    std::vector<std::string> faults = loaded.faults;
    if (web_file web = read_web_file(options.web_config_file); !web.fault.empty())
        faults.push_back(std::move(web.fault));
    return faults;
}

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
    const std::vector<std::string> faults = all_faults(options, loaded);
    for (const std::string& fault : faults)
        std::cerr << fault << '\n';
    if (!faults.empty())
        return exit_usage;
    for (const std::string& warning : loaded.warnings)
        std::cout << "warning: " << warning << '\n';
    std::cout << (options.config_file.empty() ? "the environment" : options.config_file)
              << " is valid: " << counted(loaded.settings.accounts.size(), "account") << std::endl;
    return options.online && !check_online(loaded.settings) ? exit_usage : exit_clean;
}

} // namespace balanced
