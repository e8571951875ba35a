#include <balanced/net/health_probe.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gmock/gmock.h>
#include <simulator/simulator.hpp>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using ::testing::HasSubstr;

health_answer ask(std::uint16_t port, bool tls, const std::string& host = "localhost",
                  std::chrono::steady_clock::duration patience = 20s) {
    return ask_health({host, port, tls, "/-/healthy"}, std::chrono::steady_clock::now() + patience);
}

simulator::answer with_status(unsigned status) {
    simulator::answer made;
    made.status = status;
    return made;
}

TEST(health_probe, SaysTheStatus) {
    for (const bool tls : {false, true}) {
        simulator::service service({.tls = tls});
        for (const unsigned status : {200U, 503U}) {
            service.set_handler([=](const simulator::request&) { return with_status(status); });
            const health_answer answer = ask(service.port(), tls);
            EXPECT_EQ(answer.status, status) << tls;
            EXPECT_EQ(answer.fault, "");
        }
    }
}

TEST(health_probe, AsksForThePathOfThatHost) {
    simulator::service service({.tls = false});
    service.set_handler([](const simulator::request&) { return with_status(200); });
    ask(service.port(), false, "127.0.0.1");
    const auto requests = service.wait_for_requests(1);
    EXPECT_EQ(requests[0].method + " " + requests[0].target, "GET /-/healthy");
    EXPECT_EQ(requests[0].header("host"), "127.0.0.1:" + std::to_string(service.port()));
    EXPECT_EQ(requests[0].header("authorization"), "");
}

TEST(health_probe, DoesNotCareForACertificatesName) {
    simulator::service service({.host = "elsewhere.example", .expired_certificate = true});
    service.set_handler([](const simulator::request&) { return with_status(200); });
    EXPECT_EQ(ask(service.port(), true).status, 200U);
}

TEST(health_probe, SaysWhyThereIsNoAnswer) {
    boost::asio::io_context context;
    tcp::acceptor closed(context, {boost::asio::ip::address_v4::loopback(), 0});
    const std::uint16_t port = closed.local_endpoint().port();
    closed.close();
    EXPECT_EQ(ask(port, false, "127.0.0.1").fault, "Connection refused");
    EXPECT_NE(ask(port, false, "nowhere.invalid").fault, "");

    simulator::service plain({.tls = false});
    plain.set_handler([](const simulator::request&) { return with_status(200); });
    EXPECT_THAT(ask(plain.port(), true).fault, HasSubstr("TLS"));
}

TEST(health_probe, AServerThatWantsACertificateIsAFault) {
    const simulator::service authority;
    simulator::service service({.require_client_certificate = authority.ca_file()});
    const health_answer answer = ask(service.port(), true);
    EXPECT_EQ(answer.status, 0U);
    EXPECT_NE(answer.fault, "");
}

TEST(health_probe, WhatDoesNotSpeakHttpIsAFault) {
    simulator::service service({.tls = false});
    for (const std::string raw : {"SSH-2.0-OpenSSH\r\n", "HTTP/1.1 ok\r\n", "HTTP/1.1\r\n", "\r\n"}) {
        simulator::answer made;
        made.raw = raw;
        service.set_handler([=](const simulator::request&) { return made; });
        EXPECT_THAT(ask(service.port(), false).fault, HasSubstr("HTTP")) << raw;
    }
    simulator::answer endless;
    endless.raw = std::string(4096, 'x');
    service.set_handler([=](const simulator::request&) { return endless; });
    EXPECT_THAT(ask(service.port(), false).fault, HasSubstr("HTTP"));
}

TEST(health_probe, EndsAtItsDeadlineThoughNobodyAnswers) {
    for (const bool tls : {false, true}) {
        simulator::service service({.tls = tls});
        service.set_handler([](const simulator::request&) {
            simulator::answer held;
            held.hold = true;
            return held;
        });
        EXPECT_EQ(ask(service.port(), tls, "localhost", 300ms).fault, "no answer in time");
    }
}

} // namespace
} // namespace balanced
