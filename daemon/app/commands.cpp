#include <balanced/app/commands.hpp>
#include <balanced/app/configuration.hpp>
#include <balanced/app/daemon.hpp>

#include <iostream>

namespace balanced {
namespace {

int check_config(const options& options, const config& loaded) {
    for (const std::string& warning : loaded.warnings)
        std::cout << "warning: " << warning << '\n';
    const std::size_t accounts = loaded.settings.accounts.size();
    std::cout << (options.config_file.empty() ? "the environment" : options.config_file)
              << " is valid: " << accounts << (accounts == 1 ? " account\n" : " accounts\n");
    return exit_clean;
}

} // namespace

int run_command(const options& options) {
    const config loaded = load_configuration(options);
    for (const std::string& fault : loaded.faults)
        std::cerr << fault << '\n';
    if (!loaded.faults.empty())
        return exit_usage;
    if (options.command == command::check_config)
        return check_config(options, loaded);
    return run_daemon(options, loaded);
}

} // namespace balanced
