#include <balanced/app/healthcheck.hpp>
#include <balanced/app/web_file.hpp>

#include <chrono>
#include <iostream>

namespace balanced {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 5s;

/// `https://127.0.0.1:10440/-/healthy`
std::string url_of(const health_target& target) {
    const listen_address address{target.host, target.port};
    return (target.tls ? "https://" : "http://") + address.text() + target.path;
}

int fail(const std::string& why) {
    std::cerr << "edenai-balanced: " << why << '\n';
    return exit_failure;
}

/// What the daemon serves is not known where its file has changed into one that cannot be used: it goes on
/// with the one before.
health_answer ask_either_way(health_target& target) {
    target.tls = true;
    health_answer over_tls = ask_health(target, std::chrono::steady_clock::now() + patience / 2);
    if (over_tls.status != 0)
        return over_tls;
    target.tls = false;
    return ask_health(target, std::chrono::steady_clock::now() + patience / 2);
}

} // namespace

health_target health_target_of(const options& options, bool serves_tls) {
    const listen_address& address = options.probe_address ? *options.probe_address : options.listen.front();
    health_target target;
    target.host = address.host;
    if (address.host.empty() || address.host == "0.0.0.0")
        target.host = "127.0.0.1";
    else if (address.host == "::")
        target.host = "::1";
    target.port = address.port;
    target.tls = serves_tls && !options.probe_address;
    target.path = options.ready ? "/-/ready" : "/-/healthy";
    return target;
}

int run_healthcheck(const options& options) {
    web_file web;
    if (!options.probe_address)
        web = read_web_file(options.web_config_file);
    health_target target = health_target_of(options, web.serves_tls);
    if (target.port == 0)
        return fail("the port to ask is not known: it must be given, not 0");
    const health_answer answer = web.fault.empty()
                                     ? ask_health(target, std::chrono::steady_clock::now() + patience)
                                     : ask_either_way(target);
    if (answer.status == 200) {
        std::cout << url_of(target) << ": 200\n";
        return exit_clean;
    }
    std::string why = answer.status != 0 ? std::to_string(answer.status) : answer.fault;
    if (!web.fault.empty())
        why += "; " + web.fault;
    if (web.demands_certificate && answer.status == 0)
        why += "; it demands a certificate of its clients: --web.probe-address is the way for probes";
    return fail(url_of(target) + ": " + why);
}

} // namespace balanced
