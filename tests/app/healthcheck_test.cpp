#include "said.hpp"
#include <balanced/app/healthcheck.hpp>

#include <gmock/gmock.h>
#include <simulator/simulator.hpp>
#include <support/temporary_folder.hpp>

namespace balanced {
namespace {

using ::testing::HasSubstr;

/// A service in the daemon's place.
simulator::answer healthy_but_not_ready(const simulator::request& request) {
    simulator::answer answer;
    answer.status = request.target == "/-/healthy" ? 200 : 503;
    return answer;
}

options asking(std::uint16_t port) {
    options options;
    options.command = command::healthcheck;
    options.listen = {{"127.0.0.1", port}};
    return options;
}

testing::said run(const options& options) {
    return testing::run([&] { return run_healthcheck(options); });
}

TEST(healthcheck, AsksTheProbeAddressElseTheFirstListenAddress) {
    options options;
    options.listen = {{"10.0.0.1", 1}, {"10.0.0.2", 2}};
    health_target target = health_target_of(options, true);
    EXPECT_EQ(target.host, "10.0.0.1");
    EXPECT_EQ(target.port, 1);
    EXPECT_TRUE(target.tls);
    EXPECT_EQ(target.path, "/-/healthy");
    options.probe_address = {"::1", 3};
    options.ready = true;
    target = health_target_of(options, true);
    EXPECT_EQ(target.host, "::1");
    EXPECT_EQ(target.port, 3);
    EXPECT_FALSE(target.tls);
    EXPECT_EQ(target.path, "/-/ready");
}

TEST(healthcheck, EveryInterfaceIsLoopback) {
    for (const auto& [listening, asked] :
         {std::pair{"", "127.0.0.1"}, {"0.0.0.0", "127.0.0.1"}, {"::", "::1"}, {"localhost", "localhost"}}) {
        options options;
        options.listen = {{listening, 1}};
        EXPECT_EQ(health_target_of(options, false).host, asked);
    }
}

TEST(healthcheck, SaysOneLineAndEndsWithZeroOrOne) {
    simulator::service service({.tls = false});
    service.set_handler(healthy_but_not_ready);
    options options = asking(service.port());
    const std::string url = "http://127.0.0.1:" + std::to_string(service.port());
    const testing::said healthy = run(options);
    EXPECT_EQ(healthy.exit, 0);
    EXPECT_EQ(healthy.out, url + "/-/healthy: 200\n");
    EXPECT_EQ(healthy.err, "");
    options.ready = true;
    const testing::said not_ready = run(options);
    EXPECT_EQ(not_ready.exit, 1);
    EXPECT_EQ(not_ready.out, "");
    EXPECT_EQ(not_ready.err, "edenai-balanced: " + url + "/-/ready: 503\n");
}

TEST(healthcheck, AsksOverTlsWhereTheWebFileSaysSo) {
    const testing::temporary_folder folder;
    simulator::service service;
    service.set_handler(healthy_but_not_ready);
    options options = asking(service.port());
    options.web_config_file = folder.write("web.yml", "tls_server_config: {cert_file: a, key_file: b}\n");
    EXPECT_EQ(run(options).exit, 0);
}

TEST(healthcheck, AsksEitherWayWhereTheWebFileCannotBeUsed) {
    simulator::service secure;
    secure.set_handler(healthy_but_not_ready);
    options options = asking(secure.port());
    options.web_config_file = "/nowhere/web.yml";
    EXPECT_EQ(run(options).exit, 0);
    simulator::service plain({.tls = false});
    plain.set_handler(healthy_but_not_ready);
    options.listen = asking(plain.port()).listen;
    EXPECT_EQ(run(options).exit, 0);
    plain.stop_listening();
    const testing::said unread = run(options);
    EXPECT_EQ(unread.exit, 1);
    EXPECT_THAT(unread.err, HasSubstr("/nowhere/web.yml: No such file or directory"));
}

TEST(healthcheck, NamesTheWayWhereClientsNeedACertificate) {
    const testing::temporary_folder folder;
    const simulator::service authority;
    simulator::service service({.require_client_certificate = authority.ca_file()});
    options options = asking(service.port());
    options.web_config_file =
        folder.write("web.yml", "tls_server_config: {client_auth_type: RequireAndVerifyClientCert}\n");
    const testing::said said = run(options);
    EXPECT_EQ(said.exit, 1);
    EXPECT_THAT(said.err, HasSubstr("--web.probe-address"));
}

TEST(healthcheck, CannotAskAPortThatTheSystemChose) {
    const testing::said said = run(asking(0));
    EXPECT_EQ(said.exit, 1);
    EXPECT_THAT(said.err, HasSubstr("port"));
}

} // namespace
} // namespace balanced
