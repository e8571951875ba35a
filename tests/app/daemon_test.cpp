#include <balanced/app/daemon.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <gmock/gmock.h>
#include <simulator/simulator.hpp>
#include <support/watched_accounts.hpp>

#include <csignal>
#include <thread>

namespace balanced {
namespace {

using boost::asio::ip::tcp;
using ::testing::HasSubstr;

const tcp::endpoint any_port(boost::asio::ip::address_v4::loopback(), 0);

options listening_on(std::uint16_t port) {
    options options;
    options.listen = {{"127.0.0.1", port}};
    options.log_level = log_level::error;
    return options;
}

TEST(daemon, AnAddressThatIsTakenEndsItWithOne) {
    boost::asio::io_context context;
    const tcp::acceptor taken(context, any_port);
    ::testing::internal::CaptureStderr();
    const int exit = run_daemon(listening_on(taken.local_endpoint().port()), {}, {}, {});
    EXPECT_EQ(exit, 1);
    EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("cannot listen on 127.0.0.1:"));
}

TEST(daemon, EndsCleanlyAtASignalThoughTheApiHangs) {
    simulator::service service;
    service.push({.hold = true});
    boost::asio::io_context context;
    tcp::acceptor free(context, any_port);
    const options options = listening_on(free.local_endpoint().port());
    free.close();
    config config;
    config.settings.accounts = {testing::account_of(service)};
    int exit = -1;
    std::thread daemon([&] { exit = run_daemon(options, config, {}, {}); });
    service.wait_for_requests(1);
    std::raise(SIGTERM);
    daemon.join();
    EXPECT_EQ(exit, 0);
}

} // namespace
} // namespace balanced
