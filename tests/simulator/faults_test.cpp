#include "simulator/blocking_client.hpp"
#include "simulator/simulator.hpp"

#include <boost/asio/ssl/error.hpp>
#include <gmock/gmock.h>

namespace balanced::simulator {

namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// How long the head of an answer with ten to 99 bytes is.
const std::size_t text_before_body =
    std::string_view("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n")
        .size();

TEST(simulator_faults, ClosesWhereTheClientAsksForIt) {
    const service api;
    tls_client client(api);
    client.send("GET /x HTTP/1.1\r\nConnection: close\r\n\r\n");
    const auto [text, error] = client.receive_to_end();
    EXPECT_THAT(text, EndsWith("}"));
    EXPECT_EQ(error, asio::error::eof);
}

TEST(simulator_faults, ClosesAfterAnAnswerWithANotice) {
    service api;
    tls_client client(api);
    answer last = with_body("last");
    last.close = true;
    api.push(last);
    client.send(get_list);
    const auto [text, error] = client.receive_to_end();
    EXPECT_THAT(text, EndsWith("\r\n\r\nlast"));
    EXPECT_EQ(error, asio::error::eof);
}

TEST(simulator_faults, CutsAnAnswerShort) {
    service api;
    for (const std::size_t bytes : {std::size_t{0}, std::size_t{1}, std::size_t{20}}) {
        tls_client client(api);
        answer cut;
        cut.cut_after = bytes;
        api.push(cut);
        client.send(get_list);
        const auto [text, error] = client.receive_to_end();
        EXPECT_EQ(text, std::string("HTTP/1.1 200 OK\r\nContent-Type").substr(0, bytes));
        EXPECT_EQ(error, ssl::error::stream_truncated);
    }
}

TEST(simulator_faults, ACutBehindTheEndClosesAfterTheWholeAnswer) {
    service api;
    tls_client client(api);
    answer cut;
    cut.cut_after = 100000;
    api.push(cut);
    client.send(get_list);
    const auto [text, error] = client.receive_to_end();
    EXPECT_THAT(text, EndsWith("\r\n\r\n[]"));
    EXPECT_EQ(error, ssl::error::stream_truncated);
}

TEST(simulator_faults, ResetsAConnection) {
    service api;
    tls_client client(api);
    answer none;
    none.reset = true;
    api.push(none);
    client.send(get_list);
    const auto [text, error] = client.receive_to_end();
    EXPECT_THAT(text, IsEmpty());
    EXPECT_EQ(error, asio::error::connection_reset);
}

TEST(simulator_faults, HoldsAnAnswerUntilItIsReleased) {
    service api(plain());
    plain_client client(api);
    answer held = with_body("held");
    held.hold = true;
    api.push(held);
    api.release(); // not for requests to come
    client.send(get_list);
    api.wait_for_requests(1);
    plain_client other(api);
    EXPECT_THAT(other.ask(get_list, "[]"), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(client.stream().available(), 0U);
    api.release();
    EXPECT_THAT(client.receive("held"), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(client.ask(get_list, "[]"), StartsWith("HTTP/1.1 200 "));
}

TEST(simulator_faults, HoldsOverTlsToo) {
    service api;
    tls_client client(api);
    answer held = with_body("held");
    held.hold = true;
    for (std::size_t count = 1; count <= 3; ++count) {
        api.push(held);
        client.send(get_list);
        api.wait_for_requests(count);
        api.release();
        EXPECT_THAT(client.receive("held"), StartsWith("HTTP/1.1 200 "));
    }
    EXPECT_THAT(client.ask(get_list, "[]"), StartsWith("HTTP/1.1 200 "));
}

TEST(simulator_faults, HoldsInTheMiddleOfAnAnswer) {
    service api(plain());
    plain_client client(api);
    answer held = with_body("0123456789");
    held.hold_after = text_before_body + 5;
    api.push(held);
    client.send(get_list);
    EXPECT_THAT(client.receive("4"), EndsWith("\r\n\r\n01234"));
    plain_client(api).ask(get_list, "[]");
    EXPECT_EQ(client.stream().available(), 0U);
    api.release();
    EXPECT_EQ(client.receive("9"), "56789");
}

TEST(simulator_faults, AHeldAnswerCanBeCutToo) {
    service api;
    tls_client client(api);
    answer held = with_body("0123456789");
    held.hold_after = text_before_body + 5;
    held.cut_after = text_before_body + 7;
    api.push(held);
    client.send(get_list);
    client.receive("4");
    api.release();
    const auto [text, error] = client.receive_to_end();
    EXPECT_EQ(text, "56");
    EXPECT_EQ(error, ssl::error::stream_truncated);
}

TEST(simulator_faults, KeepsARequestThatComesWhileItHoldsAnother) {
    service api(plain());
    plain_client client(api);
    answer held = with_body("held");
    held.hold = true;
    api.push(held);
    client.send(get_list);
    client.send(get("/next"));
    api.wait_for_requests(1);
    api.release();
    client.receive("held");
    EXPECT_THAT(client.receive("}"), StartsWith("HTTP/1.1 404 "));
}

TEST(simulator_faults, DropsConnectionsWithoutANotice) {
    service api;
    tls_client idle(api);
    tls_client waiting(api);
    answer held;
    held.hold = true;
    api.push(held);
    waiting.send(get_list);
    api.wait_for_requests(1);
    idle.ask(get_list, "[]");
    api.drop_connections();
    EXPECT_EQ(idle.receive_to_end().error, ssl::error::stream_truncated);
    const auto [text, error] = waiting.receive_to_end();
    EXPECT_THAT(text, IsEmpty());
    EXPECT_EQ(error, ssl::error::stream_truncated);
    EXPECT_THAT(tls_client(api).ask(get_list, "[]"), StartsWith("HTTP/1.1 200 "));
}

} // namespace

} // namespace balanced::simulator
