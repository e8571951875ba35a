#include "net/token_api_fixture.hpp"

#include <gmock/gmock.h>

#include <optional>

using balanced::account_settings;
using balanced::api_kind;
using balanced::api_path;
using balanced::api_request;
using balanced::failure_reason;
using balanced::origin_url;
using balanced::simulator::answer;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::HasSubstr;
using testing::Not;

namespace {

origin_url url(bool tls, std::string host, std::uint16_t port) {
    origin_url made;
    made.tls = tls;
    made.host = std::move(host);
    made.port = port;
    return made;
}

TEST(api_request, IsWhatTheApiAsksFor) {
    EXPECT_EQ(api_request(origin_url(), "/v2/user/custom_token/", "edenai-balanced/1.2.3", "key"),
              "GET /v2/user/custom_token/ HTTP/1.1\r\n"
              "Host: api.edenai.run\r\n"
              "Accept: application/json\r\n"
              "User-Agent: edenai-balanced/1.2.3\r\n"
              "Authorization: Bearer key\r\n"
              "\r\n");
}

TEST(api_request, NamesThePortOnlyWhereItIsNotTheSchemesOwn) {
    EXPECT_THAT(api_request(url(true, "localhost", 80), "", "", ""), HasSubstr("Host: localhost:80\r\n"));
    EXPECT_THAT(api_request(url(false, "localhost", 80), "", "", ""), HasSubstr("Host: localhost\r\n"));
    EXPECT_THAT(api_request(url(false, "localhost", 443), "", "", ""), HasSubstr("Host: localhost:443\r\n"));
}

TEST(api_request, PutsAnIpv6AddressIntoBrackets) {
    EXPECT_THAT(api_request(url(true, "::1", 443), "", "", ""), HasSubstr("Host: [::1]\r\n"));
    EXPECT_THAT(api_request(url(true, "::1", 8443), "", "", ""), HasSubstr("Host: [::1]:8443\r\n"));
}

TEST(api_path, FollowsTheApiWhereNoUrlIsGiven) {
    const account_settings settings;
    EXPECT_EQ(api_path(settings, api_kind::v2), "/v2");
    EXPECT_EQ(api_path(settings, api_kind::self), "/v2");
    EXPECT_EQ(api_path(settings, api_kind::v3), "/v3");
}

TEST(api_path, IsThatOfTheUrlWhereOneIsGiven) {
    account_settings settings;
    settings.default_path = false;
    for (const std::string path : {"", "/v2", "/behind/a/proxy"}) {
        settings.base_url.path = path;
        for (const api_kind api : {api_kind::v2, api_kind::self, api_kind::v3})
            EXPECT_EQ(api_path(settings, api), path);
    }
}

using token_api = balanced::testing::token_api_fixture;

TEST_F(token_api, ListsTheTokens) {
    const std::string body =
        R"([{"name":"b","token":"eyJ","token_type":"api_token","balance":87.45,"active_balance":true,"expire_time":null},)"
        R"({"name":"a","token_type":"sandbox_api_token","balance":null,"active_balance":false}])";
    service.set_list(body);
    const auto outcome = list();
    const auto* got = std::get_if<balanced::token_list>(&outcome);
    ASSERT_NE(got, nullptr);
    ASSERT_EQ(got->tokens.size(), 2U);
    EXPECT_EQ(got->tokens[0].name, "a");
    EXPECT_EQ(got->tokens[1].name, "b");
    EXPECT_EQ(got->tokens[1].balance, 87.45);
    EXPECT_EQ(got->body_bytes, body.size());
}

TEST_F(token_api, SendsTheKeyAndAsksForNoCompression) {
    list();
    const auto request = service.wait_for_requests(1).at(0);
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.target, "/v2/user/custom_token/");
    EXPECT_EQ(request.header("host"), "localhost:" + std::to_string(service.port()));
    EXPECT_EQ(request.header("accept"), "application/json");
    EXPECT_EQ(request.header("user-agent"), "edenai-balanced/1.2.3");
    EXPECT_EQ(request.header("authorization"), "Bearer simulated-key");
    EXPECT_EQ(request.header("accept-encoding"), "");
}

TEST_F(token_api, OneConnectionServesEveryPoll) {
    list();
    list();
    EXPECT_EQ(api().connections_opened(), 1U);
    service.drop_connections();
    EXPECT_TRUE(std::holds_alternative<balanced::token_list>(list()));
    EXPECT_EQ(api().connections_opened(), 2U);
    EXPECT_EQ(service.connection_count(), 2U);
}

TEST_F(token_api, TakesAnotherKeyAtTheNextPoll) {
    EXPECT_EQ(failure("former-key").reason, failure_reason::unauthorized);
    EXPECT_TRUE(std::holds_alternative<balanced::token_list>(list("simulated-key")));
}

TEST_F(token_api, ARefusedKeyIsNotInTheFailure) {
    const auto made = failure("sk-eden-wrong");
    EXPECT_EQ(made.reason, failure_reason::unauthorized);
    EXPECT_EQ(made.status, 401U);
    EXPECT_EQ(made.detail, "401 Unauthorized");
}

TEST_F(token_api, ARedirectIsAFailureAndTheKeyGoesNowhereElse) {
    balanced::simulator::service other;
    answer redirect;
    redirect.status = 302;
    redirect.headers = {{"Location", other.base_url() + "/user/custom_token/"}};
    service.push(redirect);
    const auto made = failure();
    EXPECT_EQ(made.reason, failure_reason::redirect);
    EXPECT_EQ(made.status, 302U);
    EXPECT_THAT(made.detail, Not(HasSubstr("localhost"))) << "what the server says is not repeated";
    EXPECT_EQ(other.connection_count(), 0U);
    EXPECT_EQ(service.request_count(), 1U);
}

TEST_F(token_api, TakesRetryAfterFromAnyFailedStatus) {
    for (const unsigned status : {302U, 401U, 403U, 404U, 429U, 500U, 503U})
        EXPECT_EQ(failure_of(status, "120").retry_after, 2min) << status;
}

TEST_F(token_api, TakesRetryAfterInEveryForm) {
    EXPECT_EQ(failure_of(429, "1.5").retry_after, 1500ms);
    EXPECT_EQ(failure_of(429, "Sun, 06 Nov 1994 08:50:07 GMT").retry_after, 30s);
    EXPECT_EQ(failure_of(429, "Sun, 06 Nov 1994 08:00:00 GMT").retry_after, 0s);
    EXPECT_EQ(failure_of(429, "soon").retry_after, std::nullopt);
    EXPECT_EQ(failure_of(429).retry_after, std::nullopt);
}

TEST_F(token_api, ABodyThatIsNoListIsAFailureOfA200) {
    const auto garbled = failure_of_body("[{\"name\":");
    EXPECT_EQ(garbled.reason, failure_reason::decode);
    EXPECT_EQ(garbled.status, 200U);
    const auto another = failure_of_body(R"({"error":"sk-eden-secret"})");
    EXPECT_EQ(another.reason, failure_reason::schema);
    EXPECT_EQ(another.status, 200U);
    EXPECT_THAT(another.detail, Not(HasSubstr("sk-eden")));
    EXPECT_EQ(failure_of_body("").reason, failure_reason::decode);
}

TEST_F(token_api, StopsReadingWhatCannotBecomeAList) {
    answer endless;
    endless.body = "{" + std::string(100000, ' ') + "}";
    endless.hold_after = 50000;
    service.push(endless);
    EXPECT_EQ(failure().reason, failure_reason::schema);
    EXPECT_TRUE(std::holds_alternative<balanced::token_list>(list()));
    EXPECT_EQ(api().connections_opened(), 2U);
}

TEST_F(token_api, AnAnswerCutShortIsNoList) {
    answer cut;
    cut.body = R"([{"name":"a"},{"name":"b"}])";
    cut.cut_after = 60;
    service.push(cut);
    EXPECT_EQ(failure().reason, failure_reason::decode);
    answer within;
    within.raw = "HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\n[{\"name\":\"a\"}]";
    within.close = true;
    service.push(within);
    const auto made = failure();
    EXPECT_EQ(made.reason, failure_reason::decode);
    EXPECT_EQ(made.status, 200U);
}

TEST_F(token_api, TwoAnswersInARowDoNotMix) {
    service.set_list(R"([{"name":"a"}])");
    list();
    service.set_list(R"([{"name":"b"}])");
    const auto outcome = list();
    const auto* got = std::get_if<balanced::token_list>(&outcome);
    ASSERT_NE(got, nullptr);
    ASSERT_EQ(got->tokens.size(), 1U);
    EXPECT_EQ(got->tokens[0].name, "b");
}

} // namespace
