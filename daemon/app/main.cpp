#include <balanced/app/commands.hpp>

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
    try {
        const balanced::parsed_options parsed = balanced::parse_options(argc, argv);
        return parsed.exit ? *parsed.exit : balanced::run_command(parsed.options);
    } catch (const std::exception& fault) {
        std::cerr << "edenai-balanced: " << fault.what() << '\n';
        return balanced::exit_failure;
    }
}
