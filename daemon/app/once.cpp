#include <balanced/app/clock.hpp>
#include <balanced/app/once.hpp>
#include <balanced/app/single_poll.hpp>
#include <balanced/format/once_json.hpp>
#include <balanced/format/once_table.hpp>
#include <balanced/format/state.hpp>
#include <balanced/os/state_file.hpp>
#include <balanced/os/terminal.hpp>

#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>

namespace balanced {
namespace {

int refuse(const options& options, const std::vector<std::string>& faults) {
    std::cout << (options.output == output_format::json ? once_fault_json(faults) : once_fault_text(faults));
    return static_cast<int>(plugin_status::unknown);
}

text_style style_of_output() {
    text_style style;
    style.columns = terminal_width(STDOUT_FILENO, std::getenv("COLUMNS"));
    style.colour = wants_colour(STDOUT_FILENO, std::getenv("NO_COLOR"), std::getenv("TERM"));
    return style;
}

/// What the daemon keeps in its file, which is its own: it is only looked at.
remembered_accounts memory_in(const std::string& path) {
    if (path.empty())
        return {};
    const file_content content = peek_state_file(path);
    state_reading reading;
    reading.fault = content.fault;
    if (reading.fault.empty())
        reading = read_state(content.text);
    if (reading.fault.empty())
        return std::move(reading.state.accounts);
    std::cerr << "warning: " << plugin_text(path) << ": " << reading.fault
              << "; levels and runways are judged without a memory\n";
    return {};
}

} // namespace

int run_once(const options& options, const config& loaded) {
    if (!loaded.faults.empty())
        return refuse(options, loaded.faults);
    for (const std::string& warning : loaded.warnings)
        std::cerr << "warning: " << warning << '\n';
    try {
        const std::vector<polled_account> polled =
            poll_each_once(loaded.settings, memory_in(options.state_file));
        const once_report report = make_once_report(polled, options.token_name, system_now());
        std::cout << (options.output == output_format::json ? once_json(report)
                                                            : once_text(report, style_of_output()));
        return static_cast<int>(report.status);
    } catch (const std::exception& fault) {
        // Whatever it is: 1, as other commands end, would be a warning.
        return refuse(options, {fault.what()});
    }
}

} // namespace balanced
