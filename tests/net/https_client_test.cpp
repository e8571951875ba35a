#include "support/client_fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>

namespace asio = boost::asio;
using balanced::failure_reason;
using balanced::simulator::answer;
using balanced::testing::cut;
using balanced::testing::raw;
using balanced::testing::with_status;
using std::chrono_literals::operator""ms;
using testing::HasSubstr;

namespace {

using https_client = balanced::testing::client_fixture;

TEST_F(https_client, KeepsTheConnection) {
    for (int i = 0; i < 3; ++i)
        EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(service->connection_count(), 1U);
    EXPECT_EQ(client->connections_opened(), 1U);
}

TEST_F(https_client, ReplacesAConnectionThatWasClosedMeanwhile) {
    exchange();
    service->drop_connections();
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(body, "[]");
    EXPECT_EQ(client->connections_opened(), 2U);
}

TEST_F(https_client, AsksOnceMoreWhereAKeptConnectionIsResetInsteadOfAnswering) {
    exchange();
    answer reset;
    reset.reset = true;
    service->push(reset);
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(service->request_count(), 3U);
    EXPECT_EQ(client->connections_opened(), 2U);
}

TEST_F(https_client, AsksOnlyOnceMore) {
    exchange();
    answer reset;
    reset.reset = true;
    service->push(reset);
    service->push(reset);
    EXPECT_EQ(failure().reason, failure_reason::connect);
    EXPECT_EQ(service->request_count(), 3U);
}

TEST_F(https_client, DoesNotAskOnceMoreWhereANewConnectionIsReset) {
    answer reset;
    reset.reset = true;
    const auto made = failure_of(reset);
    EXPECT_EQ(made.reason, failure_reason::connect);
    EXPECT_THAT(made.detail, HasSubstr("before an answer"));
    EXPECT_EQ(service->request_count(), 1U);
}

TEST_F(https_client, DoesNotAskOnceMoreWhereAKeptConnectionIsCutInMidAnswer) {
    exchange();
    service->push(cut(20));
    EXPECT_EQ(failure().reason, failure_reason::decode);
    EXPECT_EQ(service->request_count(), 2U);
}

TEST_F(https_client, AsksOnceMoreWhereAKeptConnectionAnswersThatItWasIdleForTooLong) {
    exchange();
    service->push(with_status(408));
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(client->connections_opened(), 2U);
    EXPECT_EQ(failure_of(with_status(408)).reason, failure_reason::client_error);
}

TEST_F(https_client, OpensANewConnectionWhereTheServerKeepsNone) {
    service->push(raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]", true));
    EXPECT_FALSE(exchange().failure);
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(client->connections_opened(), 2U);
}

TEST_F(https_client, DropsAConnectionWithMoreBytesThanTheAnswerHas) {
    service->push(raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]HTTP/1.1 200 OK\r\n"));
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(body, "[]");
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(client->connections_opened(), 2U);
}

TEST_F(https_client, StopsWhereTheSinkWantsNoMore) {
    stop_at = 1;
    service->set_list(std::string(1000000, ' ') + "[]");
    EXPECT_FALSE(exchange().failure);
    EXPECT_LE(body.size(), 16384U);
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(client->connections_opened(), 2U);
}

TEST_F(https_client, KeepsTheConnectionAfterAShortErrorAnswer) {
    service->push(raw("HTTP/1.1 503 x\r\nContent-Length: 4\r\nRetry-After: 7\r\n\r\nwait"));
    const auto result = exchange();
    EXPECT_EQ(result.failure->reason, failure_reason::server_error);
    EXPECT_EQ(result.retry_after, "7");
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(client->connections_opened(), 1U);
}

TEST_F(https_client, DoesNotWaitForTheBodyOfAnErrorAnswer) {
    const std::string bytes = "HTTP/1.1 500 x\r\nContent-Length: 1000\r\n\r\nwait";
    answer held = raw(bytes + std::string(996, '.'));
    held.hold_after = bytes.size();
    EXPECT_EQ(failure_of(held).reason, failure_reason::server_error);
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(client->connections_opened(), 2U);
}

TEST_F(https_client, TheDeadlineEndsTheWaitForAnAnswer) {
    exchange();
    answer held;
    held.hold = true;
    service->push(held);
    const auto made = failure(50ms);
    EXPECT_EQ(made.reason, failure_reason::timeout);
    EXPECT_THAT(made.detail, HasSubstr("while waiting for the answer"));
    EXPECT_EQ(service->request_count(), 2U) << "a timeout is not asked once more";
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(client->connections_opened(), 2U);
}

TEST_F(https_client, TheDeadlineEndsTheReadingOfABody) {
    answer held = raw("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n[1,2,3]");
    held.hold_after = held.raw->size() - 3;
    service->push(held);
    const auto made = failure(500ms); // the part before it must have come by then
    EXPECT_EQ(made.reason, failure_reason::timeout);
    EXPECT_THAT(made.detail, HasSubstr("while reading the answer"));
}

TEST_F(https_client, CancellationEndsAnExchangeAndDropsItsConnection) {
    exchange();
    answer held;
    held.hold = true;
    service->push(held);
    asio::cancellation_signal stop;
    boost::system::error_code thrown;
    const auto note = [&](std::exception_ptr error, const balanced::exchange_result&) {
        try {
            if (error)
                std::rethrow_exception(error);
        } catch (const boost::system::system_error& failed) {
            thrown = failed.code();
        }
    };
    asio::co_spawn(context, begin(in(std::chrono::hours(1))),
                   asio::bind_cancellation_slot(stop.slot(), note));
    context.restart();
    context.poll();
    service->wait_for_requests(2);
    stop.emit(asio::cancellation_type::terminal);
    context.run();
    EXPECT_EQ(thrown, asio::error::operation_aborted);
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(client->connections_opened(), 2U);
}

TEST_F(https_client, CanBeDestroyedInMidExchange) {
    answer held;
    held.hold = true;
    service->push(held);
    bool ended = false;
    const auto note = [&](std::exception_ptr, const balanced::exchange_result&) { ended = true; };
    asio::co_spawn(context, begin(in(std::chrono::hours(1))), note);
    while (service->request_count() < 1)
        context.poll();
    EXPECT_FALSE(ended);
}

} // namespace
