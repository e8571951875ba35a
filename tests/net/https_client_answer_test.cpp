#include "support/client_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

using balanced::failure_reason;
using balanced::simulator::answer;
using balanced::testing::cut;
using balanced::testing::raw;
using balanced::testing::with_status;
using testing::HasSubstr;

namespace {

using https_client_answer = balanced::testing::client_fixture;

TEST_F(https_client_answer, ReadsABodyInPieces) {
    service->set_list(std::string(100000, ' ') + "[]");
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(body, std::string(100000, ' ') + "[]");
    EXPECT_LE(largest_piece, 16384U);
}

TEST_F(https_client_answer, ReadsAChunkedBody) {
    answer chunked;
    chunked.chunked = true;
    chunked.body = std::string(50000, ' ') + "[]";
    service->push(chunked);
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(body, chunked.body);
}

TEST_F(https_client_answer, AConnectionCutBeforeTheAnswerIsConnect) {
    const auto made = failure_of(cut(0));
    EXPECT_EQ(made.reason, failure_reason::connect);
    EXPECT_EQ(made.status, 0U);
}

TEST_F(https_client_answer, AnAnswerCutAnywhereIsDecode) {
    for (const std::size_t after : {1U, 7U, 12U, 17U, 40U}) {
        const auto made = failure_of(cut(after));
        EXPECT_EQ(made.reason, failure_reason::decode) << after;
        EXPECT_EQ(made.detail, "the answer ends before it is complete");
    }
}

TEST_F(https_client_answer, ABodyCutAnywhereIsDecode) {
    const std::string header = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n";
    const std::string chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n[1,2,3]\r\n0\r\n\r\n";
    for (std::size_t after = header.size(); after < header.size() + 7; ++after) {
        answer made = raw(header + "[1,2,3]");
        made.cut_after = after;
        const auto got = failure_of(made);
        EXPECT_EQ(got.reason, failure_reason::decode) << after;
        EXPECT_EQ(got.status, 200U);
    }
    for (const std::size_t left : {1U, 3U, 5U, 7U, 9U, 14U, 16U}) {
        answer made = raw(chunked);
        made.cut_after = chunked.size() - left;
        EXPECT_EQ(failure_of(made).reason, failure_reason::decode) << left;
    }
}

TEST_F(https_client_answer, WhatIsNoHttpAnswerIsDecode) {
    for (const char* bytes :
         {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nno field\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n"}) {
        const auto made = failure_of(raw(bytes));
        EXPECT_EQ(made.reason, failure_reason::decode) << bytes;
        EXPECT_THAT(made.detail, HasSubstr("not an HTTP/1.1 answer: ")) << bytes;
    }
}

TEST_F(https_client_answer, WhatCannotBecomeAnAnswerAnyMoreIsDecode) {
    for (const char* bytes : {"220 mail.example ESMTP\r\n", "\r\n\r\n", "H"})
        EXPECT_EQ(failure_of(raw(bytes, true)).reason, failure_reason::decode) << bytes;
}

TEST_F(https_client_answer, AHeaderWithoutEndIsDecode) {
    const auto made = failure_of(raw("HTTP/1.1 200 OK\r\nX: " + std::string(200000, 'x')));
    EXPECT_EQ(made.reason, failure_reason::decode);
    EXPECT_THAT(made.detail, HasSubstr("header limit exceeded"));
}

TEST_F(https_client_answer, AChunkHeaderWithoutEndIsDecode) {
    const std::string header = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(failure_of(raw(header + "1;x=" + std::string(500000, 'x'))).reason, failure_reason::decode);
}

TEST_F(https_client_answer, SkipsInterimAnswersButNotWithoutEnd) {
    const std::string final_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";
    std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
    for (int i = 0; i < 7; ++i)
        interim += "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
    service->push(raw(interim + final_answer));
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(body, "[]");
    const auto made = failure_of(raw(interim + "HTTP/1.1 102 Processing\r\n\r\n" + final_answer));
    EXPECT_EQ(made.reason, failure_reason::schema);
    EXPECT_EQ(made.status, 102U);
}

TEST_F(https_client_answer, SwitchingProtocolsIsAnAnswer) {
    const auto made = failure_of(raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"));
    EXPECT_EQ(made.reason, failure_reason::schema);
    EXPECT_EQ(made.status, 101U);
}

TEST_F(https_client_answer, AcceptsHttp10) {
    service->push(raw("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n[]"));
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(body, "[]");
    service->push(raw("HTTP/1.0 200 OK\r\n\r\n[1]", true));
    EXPECT_FALSE(exchange().failure);
    EXPECT_EQ(body, "[1]");
    EXPECT_EQ(client->connections_opened(), 2U);
}

TEST_F(https_client_answer, ABodyThatEndsWithTheConnectionNeedsTheTlsFarewell) {
    answer made = raw("HTTP/1.0 200 OK\r\n\r\n[1]");
    made.cut_after = made.raw->size();
    EXPECT_EQ(failure_of(made).reason, failure_reason::decode);
}

TEST_F(https_client_answer, DecidesByTheStatusAlone) {
    const std::vector<std::pair<unsigned, failure_reason>> expected{
        {201, failure_reason::schema},       {204, failure_reason::schema},
        {302, failure_reason::redirect},     {401, failure_reason::unauthorized},
        {402, failure_reason::client_error}, {403, failure_reason::forbidden},
        {429, failure_reason::rate_limited}, {500, failure_reason::server_error}};
    for (const auto& [status, reason] : expected) {
        const auto made =
            failure_of(status == 204 ? raw("HTTP/1.1 204 No Content\r\n\r\n") : with_status(status));
        EXPECT_EQ(made.reason, reason) << status;
        EXPECT_EQ(made.status, status);
        EXPECT_THAT(made.detail, testing::Not(HasSubstr("secret")));
        EXPECT_EQ(body, "") << "an error's body is nobody's business";
    }
}

TEST_F(https_client_answer, TakesABodyAtTheLimitAndRefusesOneByteMore) {
    settings.body_size_limit = 1000;
    for (const bool chunked : {false, true}) {
        answer fits;
        fits.chunked = chunked;
        fits.body = std::string(1000, ' ');
        service->push(fits);
        EXPECT_FALSE(exchange().failure);
        answer exceeds = fits;
        exceeds.body += ' ';
        const auto made = failure_of(exceeds);
        EXPECT_EQ(made.reason, failure_reason::too_large);
        EXPECT_EQ(made.status, 200U);
    }
}

TEST_F(https_client_answer, RefusesAnAnnouncedBodyBeforeItComes) {
    settings.body_size_limit = 1000;
    const std::string header = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n";
    answer held = raw(header + std::string(5000, ' '));
    held.hold_after = header.size();
    EXPECT_EQ(failure_of(held).reason, failure_reason::too_large);
}

TEST_F(https_client_answer, AnErrorAnswerIsNeverTooLarge) {
    settings.body_size_limit = 10;
    EXPECT_EQ(failure_of(with_status(500)).reason, failure_reason::server_error);
}

} // namespace
