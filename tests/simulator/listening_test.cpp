#include "simulator/blocking_client.hpp"
#include "simulator/simulator.hpp"

#include <boost/asio/ssl/error.hpp>
#include <gmock/gmock.h>

#include <filesystem>
#include <memory>

namespace balanced::simulator {

namespace {

namespace ssl = boost::asio::ssl;
using ::testing::StartsWith;

TEST(simulator_listening, RefusesConnectionsForAWhile) {
    service api;
    tls_client before(api);
    for (int round = 0; round < 3; ++round) {
        api.stop_listening();
        EXPECT_THROW(tls_client{api}, boost::system::system_error);
        api.listen_again();
        EXPECT_THAT(tls_client(api).ask(get_list, "[]"), StartsWith("HTTP/1.1 200 "));
    }
    EXPECT_THAT(before.ask(get_list, "[]"), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(api.connection_count(), 4U);
}

TEST(simulator_listening, StoppingAndListeningTwiceChangesNothing) {
    service api;
    api.listen_again();
    EXPECT_THAT(tls_client(api).ask(get_list, "[]"), StartsWith("HTTP/1.1 200 "));
    api.stop_listening();
    api.stop_listening();
    EXPECT_THROW(tls_client{api}, boost::system::system_error);
}

TEST(simulator_listening, KeepsItsPortToItself) {
    service api(plain());
    options same = plain();
    same.port = api.port();
    EXPECT_THROW(service{same}, boost::system::system_error);
    api.stop_listening();
    EXPECT_THROW(service{same}, boost::system::system_error);
}

TEST(simulator_listening, ListensOnTheChosenPort) {
    options same = plain();
    same.port = service(plain()).port();
    const service api(same);
    EXPECT_EQ(api.port(), same.port);
}

TEST(simulator_listening, EndsWithHeldAnswersAndOpenConnections) {
    std::unique_ptr<service> api = std::make_unique<service>();
    tls_client idle(*api);
    plain_client in_handshake(*api);
    tls_client waiting(*api);
    answer held;
    held.hold = true;
    api->push(held);
    waiting.send(get_list);
    api->wait_for_requests(1);
    const std::string folder = std::filesystem::path(api->ca_file()).parent_path();
    EXPECT_TRUE(std::filesystem::exists(folder));
    api.reset();
    EXPECT_FALSE(std::filesystem::exists(folder));
    EXPECT_EQ(idle.receive_to_end().error, ssl::error::stream_truncated);
    EXPECT_EQ(waiting.receive_to_end().error, ssl::error::stream_truncated);
}

} // namespace

} // namespace balanced::simulator
