#include "simulator/blocking_client.hpp"
#include "simulator/simulator.hpp"

#include <gmock/gmock.h>

#include <memory>

namespace balanced::simulator {

namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST(simulator, ServesAnEmptyListFirst) {
    const service api;
    EXPECT_EQ(tls_client(api).ask(get_list, "[]"),
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]");
}

TEST(simulator, ServesTheListThatIsSet) {
    service api;
    tls_client client(api);
    api.set_list(R"([{"name":"a"}])");
    EXPECT_THAT(client.ask(get_list, "]"), EndsWith("\r\n\r\n[{\"name\":\"a\"}]"));
    EXPECT_THAT(client.ask(get_list, "]"), EndsWith("\r\n\r\n[{\"name\":\"a\"}]"));
}

TEST(simulator, MakesTheListAnewForEachRequest) {
    service api(plain());
    api.set_list_source(
        [count = std::make_shared<int>(0)] { return with_body(std::to_string(++*count) + "!"); });
    plain_client client(api);
    EXPECT_THAT(client.ask(get_list, "!"), EndsWith("\n1!"));
    EXPECT_THAT(client.ask(get_list, "!"), EndsWith("\n2!"));
}

TEST(simulator, TellsItsUrl) {
    const service api;
    EXPECT_EQ(api.base_url(), "https://localhost:" + std::to_string(api.port()) + "/v2");
    const service other(plain());
    EXPECT_EQ(other.base_url(), "http://localhost:" + std::to_string(other.port()) + "/v2");
}

TEST(simulator, AnswersAsTheApiDoes) {
    const service api(plain());
    plain_client client(api);
    EXPECT_THAT(client.ask(get(list_path, "wrong"), "}"),
                AllOf(StartsWith("HTTP/1.1 401 Unauthorized\r\n"),
                      EndsWith("\n{\"detail\":\"Invalid authentication credentials\"}")));
    EXPECT_THAT(client.ask("GET /v2/user/custom_token/ HTTP/1.1\r\nHost: a\r\n\r\n", "}"),
                StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(client.ask(get("/v2/user/custom_token"), "\r\n\r\n"),
                AllOf(StartsWith("HTTP/1.1 301 "), HasSubstr("Location: /v2/user/custom_token/\r\n")));
    EXPECT_THAT(client.ask(get("/v2/user/"), "}"),
                AllOf(StartsWith("HTTP/1.1 404 "), EndsWith("{\"details\":\"Not Found\"}")));
    EXPECT_THAT(client.ask("POST /v2/user/custom_token/ HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "}"),
                AllOf(StartsWith("HTTP/1.1 405 "), HasSubstr("Allow: GET\r\n")));
    EXPECT_THAT(client.ask(get("/v2/user/custom_token/?limit=1"), "[]"), StartsWith("HTTP/1.1 200 "));
}

TEST(simulator, RefusesAsTheApiDocuments) {
    EXPECT_EQ(refusal(402).body, R"({"error":"Insufficient credits"})");
    EXPECT_THAT(refusal(429).headers, ElementsAre(std::pair<std::string, std::string>("Retry-After", "2")));
    EXPECT_THAT(refusal(429).body, HasSubstr("RATE_LIMITED"));
    EXPECT_EQ(refusal(503).body, R"({"detail":"Service Unavailable"})");
}

TEST(simulator, UsesEachPushedAnswerOnce) {
    service api(plain());
    plain_client client(api);
    api.push(refusal(429));
    api.push(with_body("second"));
    EXPECT_THAT(client.ask(get("/elsewhere"), "}"), StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(client.ask(get_list, "}"), HasSubstr("\r\nRetry-After: 2\r\n"));
    EXPECT_THAT(client.ask(get(list_path, "wrong"), "second"), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(client.ask(get_list, "[]"), StartsWith("HTTP/1.1 200 "));
}

TEST(simulator, LetsAHandlerTakeEveryRequest) {
    service api(plain());
    plain_client client(api);
    api.push(refusal(500));
    api.set_handler([](const request& what) { return with_body(what.method + " " + what.target + "!"); });
    EXPECT_THAT(client.ask(get("/any/where"), "!"), EndsWith("\nGET /any/where!"));
    api.set_handler({});
    EXPECT_THAT(client.ask(get_list, "}"), StartsWith("HTTP/1.1 500 "));
}

TEST(simulator, AHandlerMayScriptTheService) {
    service api(plain());
    plain_client client(api);
    api.set_handler([&](const request&) {
        api.set_handler({});
        api.stop_listening();
        api.release();
        return with_body(std::to_string(api.request_count()) + "!");
    });
    EXPECT_THAT(client.ask(get_list, "!"), EndsWith("\n1!"));
    EXPECT_THROW(plain_client{api}, boost::system::system_error);
}

TEST(simulator, RemembersItsRequests) {
    service api(plain());
    plain_client first(api);
    first.ask(get_list, "[]");
    plain_client second(api);
    second.ask("GET /x?y HTTP/1.1\r\nX-Two: 1\r\nX-TWO: 2\r\n\r\n", "}");
    const auto requests = api.wait_for_requests(2);
    ASSERT_THAT(requests, SizeIs(2));
    EXPECT_EQ(api.request_count(), 2U);
    EXPECT_EQ(api.connection_count(), 2U);
    EXPECT_EQ(requests[0].connection, 1U);
    EXPECT_EQ(requests[0].header("authorization"), "Bearer simulated-key");
    EXPECT_EQ(requests[1].connection, 2U);
    EXPECT_EQ(requests[1].method, "GET");
    EXPECT_EQ(requests[1].target, "/x?y");
    EXPECT_EQ(requests[1].header("x-two"), "1");
    EXPECT_EQ(requests[1].header("authorization"), "");
    EXPECT_THAT(requests[1].headers, SizeIs(2));
}

TEST(simulator, TakesRequestsInPiecesAndSeveralAtOnce) {
    service api(plain());
    plain_client client(api);
    client.send(get_list.substr(0, 7));
    client.send(get_list.substr(7) + get_list + get("/a"));
    client.receive("[]");
    client.receive("[]");
    EXPECT_THAT(client.receive("}"), StartsWith("HTTP/1.1 404 "));
}

TEST(simulator, RefusesWhatIsNoRequest) {
    const service api(plain());
    plain_client client(api);
    client.send("GARBAGE\r\n\r\n");
    EXPECT_THAT(client.receive_to_end().text, StartsWith("HTTP/1.1 400 "));
}

TEST(simulator, SendsTheVeryBytes) {
    service api(plain());
    plain_client client(api);
    answer odd;
    odd.raw = "HTTP/1.1 2oo\n\n";
    api.push(odd);
    EXPECT_EQ(client.ask(get_list, "\n\n"), "HTTP/1.1 2oo\n\n");
    EXPECT_THAT(client.ask(get_list, "[]"), StartsWith("HTTP/1.1 200 "));
}

TEST(simulator, SendsChunks) {
    service api(plain());
    plain_client client(api);
    answer chunks = with_body(std::string(1000, 'a') + "bc");
    chunks.chunked = true;
    api.push(chunks);
    const auto text = client.ask(get_list, "0\r\n\r\n");
    EXPECT_THAT(text, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
    EXPECT_THAT(text, Not(HasSubstr("Content-Length")));
    EXPECT_THAT(text, HasSubstr("\r\n\r\n3e8\r\naaa"));
    EXPECT_THAT(text, EndsWith("aaa\r\n2\r\nbc\r\n0\r\n\r\n"));
}

TEST(simulator, SendsNoBodyWhereNoneIsAllowed) {
    service api(plain());
    plain_client client(api);
    answer empty;
    empty.status = 204;
    api.push(empty);
    EXPECT_EQ(client.ask(get_list, "\r\n\r\n"),
              "HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\n\r\n");
    EXPECT_THAT(client.ask("HEAD /x HTTP/1.1\r\n\r\n", "\r\n\r\n"), HasSubstr("Content-Length: 23\r\n"));
    EXPECT_THAT(client.ask(get_list, "[]"), StartsWith("HTTP/1.1 200 "));
}

TEST(simulator, SendsALargeList) {
    service api;
    tls_client client(api);
    const std::string large = "[\"" + std::string(5'000'000, 'x') + "\"]";
    api.set_list(large);
    EXPECT_TRUE(client.ask(get_list, "\"]").ends_with("\r\n\r\n" + large));
}

} // namespace

} // namespace balanced::simulator
