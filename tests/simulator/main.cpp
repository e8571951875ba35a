#include "simulator/demo_script.hpp"
#include "simulator/simulator.hpp"
#include "support/base64url.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <CLI/CLI.hpp>
#include <openssl/rand.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>

// The simulated service as a program, for the demo and for tests of the real daemon.

namespace {

namespace fs = std::filesystem;
using namespace balanced;

struct arguments {
    fs::path directory{};
    std::uint16_t port = 0;
    std::string poll_interval = "2s";
    std::string list{};
    unsigned fail = 0;
    bool verbose = false;
};

std::string random_text() {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no random numbers");
    std::ostringstream out;
    out << std::hex << std::setfill('0');
    for (const unsigned byte : bytes)
        out << std::setw(2) << byte;
    return out.str();
}

/// A key of v2 that says itself when it ends, as a session's does; its signature is none.
std::string session_key(const std::string& end) {
    return testing::base64url(R"({"alg":"HS256","typ":"JWT"})") + "." +
           testing::base64url(R"({"type":"api_token","exp":)" + end + "}") + "." + random_text();
}

std::string quoted_for_shell(const std::string& text) {
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string(R"('\'')") : std::string(1, c);
    return out + "'";
}

void write_file(const fs::path& path, const std::string& content, bool secret = false) {
    std::ofstream file(path);
    if (secret)
        fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    if (!(file << content).flush())
        throw std::runtime_error("cannot write " + path.string());
}

/// A configuration under which the demo's forecasts are there, and are crossed, within a minute or two.
std::string demo_configuration(const std::string& base_url, const std::string& poll_interval) {
    return "accounts:\n  - name: simulation\n    base_url: " + base_url +
           "\n    poll_interval: " + poll_interval + R"(
    authorization: {credentials_file: api.key}
    tls_config: {ca_file: ca.pem}
forecast: {half_life: 2m, min_span: 20s}
thresholds:
  runway: {warning: 2m, critical: 30s}
overrides:
  - match: {token_name: support-*}
    reset: {period: monthly, amount: 100}
)";
}

/// What a daemon needs to poll the service; `environment` comes last and at once, so who sees it can go on.
void write_directory(const arguments& given, const simulator::service& api,
                     const simulator::options& options) {
    const fs::path folder = fs::absolute(given.directory);
    fs::copy_file(api.ca_file(), folder / "ca.pem", fs::copy_options::overwrite_existing);
    write_file(folder / "api.key", options.key + "\n", true);
    write_file(folder / "management.key", options.management_key + "\n", true);
    write_file(folder / "demo.yml", demo_configuration(api.base_url(), given.poll_interval));
    const auto line = [](const std::string& name, const std::string& value) {
        return name + "=" + quoted_for_shell(value) + "\n";
    };
    const std::string common =
        line("EDENAI_CA_FILE", folder / "ca.pem") + line("EDENAI_POLL_INTERVAL", given.poll_interval);
    write_file(folder / "environment.v3", line("EDENAI_BASE_URL", api.base_url("/v3")) +
                                              line("EDENAI_API_KEY_FILE", folder / "management.key") +
                                              common);
    write_file(folder / "environment.new", line("EDENAI_BASE_URL", api.base_url()) +
                                               line("EDENAI_API_KEY_FILE", folder / "api.key") + common);
    fs::rename(folder / "environment.new", folder / "environment");
}

/// The file as it is now; an outage while it cannot be read.
simulator::answer list_from(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return simulator::refusal(503);
    simulator::answer made;
    made.body.assign(std::istreambuf_iterator<char>(file), {});
    return made;
}

/// The demo from now on; each request sees how far it has come.
std::function<simulator::answer()> demo(bool verbose) {
    using std::chrono::milliseconds;
    const auto begin = std::chrono::steady_clock::now();
    const auto started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return [=, last = std::make_shared<milliseconds>(0)] {
        const auto elapsed =
            std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
        if (verbose)
            for (const auto& note : simulator::demo_changes(*last, elapsed))
                std::cout << elapsed.count() / 1000 << " s: " << note << std::endl;
        *last = elapsed;
        simulator::answer made;
        made.body = simulator::demo_list(elapsed, started);
        return made;
    };
}

std::function<simulator::answer()> source_of(const arguments& given) {
    if (given.fail != 0)
        return [status = given.fail] { return simulator::refusal(status); };
    if (!given.list.empty())
        return [path = given.list] { return list_from(path); };
    return demo(given.verbose);
}

void serve(const arguments& given) {
    boost::asio::io_context context;
    boost::asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([](const boost::system::error_code&, int) {});

    const auto end = std::chrono::system_clock::now() + std::chrono::days(30);
    const std::string unix_end = std::to_string(std::chrono::system_clock::to_time_t(end));
    simulator::options options;
    options.key = session_key(unix_end);
    options.management_key = "mgmt-eden-" + random_text();
    options.port = given.port;
    simulator::service api(options);
    api.set_list_source(source_of(given));
    simulator::answer whoami;
    whoami.body = R"({"organization":"simulated","scopes":["manage:read"],"expire_time":)" + unix_end + "}";
    api.set_whoami(whoami);
    write_directory(given, api, options);
    std::cout << api.base_url() << std::endl;
    context.run();
}

int run(int argc, char** argv) {
    CLI::App app("A simulated Eden AI service on loopback, over HTTPS");
    arguments given;
    app.add_option("--directory", given.directory,
                   "where ca.pem, api.key, environment and demo.yml, and management.key and environment.v3, "
                   "are written")
        ->required()
        ->check(CLI::ExistingDirectory);
    app.add_option("--port", given.port, "any if not given");
    app.add_option("--poll-interval", given.poll_interval, "for the environment")->capture_default_str();
    const auto list = app.add_option("--list", given.list, "serve this file, read anew for each request");
    app.add_option("--fail", given.fail, "answer with this status")
        ->check(CLI::Range(400, 599))
        ->excludes(list);
    app.add_flag("--verbose", given.verbose, "say what happens to which token");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    serve(given);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const boost::system::system_error& error) {
        std::cerr << "edenai-simulator: " << error.code().message() << '\n';
    } catch (const std::exception& error) {
        std::cerr << "edenai-simulator: " << error.what() << '\n';
    }
    return 1;
}
