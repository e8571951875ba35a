#include <balanced/app/commands.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>

namespace {

int run(int argc, const char* const* argv) {
    try {
        const balanced::parsed_options parsed = balanced::parse_options(argc, argv);
        return parsed.exit ? *parsed.exit : balanced::run_command(parsed.options);
    } catch (const std::exception& fault) {
        std::cerr << "edenai-balanced: " << fault.what() << '\n';
        return balanced::exit_failure;
    }
}

} // namespace

int main(int argc, char** argv) {
    const int code = run(argc, argv);
    std::cout.flush();
    std::cerr.flush();
    // A thread that hashes, or waits for a dead disk, is left behind: it must not meet what exit() destroys.
    std::_Exit(code);
}
