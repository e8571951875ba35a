#include "simulator/blocking_client.hpp"
#include "simulator/pages.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

namespace balanced::simulator {

namespace {

namespace json = boost::json;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string three =
    R"([{"name":"a","token":"eyJ1","id":"1"},{"name":"b","token":"eyJ2"},{"name":"c"}])";

json::value page(const std::string& list, std::string_view query, std::size_t greatest_limit = 100) {
    const std::string target = "/v3/manage/keys/" + std::string(query);
    return json::parse(page_of(with_body(list), target, "localhost:1", greatest_limit).body);
}

TEST(page_of, CutsTheListIntoPages) {
    EXPECT_EQ(page(three, "?limit=2&offset=0"), json::parse(R"({
        "results": [{"name":"a","id":"1"}, {"name":"b","id":null}], "limit": 2, "offset": 0, "total_count": 3,
        "next": "https://localhost:1/v3/manage/keys/?limit=2&offset=2", "previous": null})"));
    EXPECT_EQ(page(three, "?limit=2&offset=2"), json::parse(R"({
        "results": [{"name":"c","id":null}], "limit": 2, "offset": 2, "total_count": 3, "next": null,
        "previous": "https://localhost:1/v3/manage/keys/?limit=2&offset=0"})"));
    EXPECT_EQ(page(three, "?limit=2&offset=9").at("results"), json::array());
}

TEST(page_of, LimitsTheLimit) {
    EXPECT_EQ(page(three, "?limit=5000").at("limit"), 100);
    EXPECT_EQ(page(three, "?limit=100", 1).at("limit"), 1);
    EXPECT_EQ(page(three, "?limit=0").at("limit"), 1);
    EXPECT_EQ(page(three, "").at("limit"), 20);
}

TEST(page_of, LeavesWhatIsNoList) {
    EXPECT_EQ(page_of(refusal(503), "", "", 100).status, 503U);
    EXPECT_EQ(page_of(with_body("{}"), "", "", 100).body, "{}");
    EXPECT_EQ(page_of(with_body("[1"), "", "", 100).body, "[1");
}

TEST(first_of, IsWhatAKeySeesOfItself) {
    EXPECT_EQ(json::parse(first_of(with_body(three)).body), json::parse(R"({"name":"a","id":"1"})"));
    EXPECT_EQ(first_of(with_body("[]")).status, 404U);
    EXPECT_EQ(first_of(refusal(500)).status, 500U);
}

TEST(simulator_pages, AreServedToTheManagementKeyAlone) {
    service api(plain());
    plain_client client(api);
    api.set_list(three);
    const std::string path = "/v3/manage/keys/?limit=100&offset=0";
    EXPECT_THAT(client.ask(get(path), "}"),
                AllOf(StartsWith("HTTP/1.1 401 "), HasSubstr("needs a management key")));
    EXPECT_THAT(client.ask(get(path, "mgmt-eden-simulated"), "\"previous\":null}"),
                StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(client.ask(get(list_path, "mgmt-eden-simulated"), "}"), StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(client.ask(get("/v3/manage/keys"), "\r\n\r\n"), HasSubstr("Location: /v3/manage/keys/\r\n"));
    EXPECT_EQ(api.base_url("/v3"), "http://localhost:" + std::to_string(api.port()) + "/v3");
}

TEST(simulator_pages, ThePushedAnswersComeFirst) {
    service api(plain());
    plain_client client(api);
    api.push(with_body("one!"));
    api.push(with_body("two!"));
    EXPECT_THAT(client.ask(get("/v3/manage/whoami/", "mgmt-eden-simulated"), "null}"),
                StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(client.ask(get("/v3/manage/keys/"), "!"), EndsWith("one!"));
    EXPECT_THAT(client.ask(get("/v2/user/custom_token/me/"), "!"), EndsWith("two!"));
}

TEST(simulator_pages, AKeyIsDescribed) {
    service api(plain());
    plain_client client(api);
    api.set_list(three);
    EXPECT_THAT(client.ask(get("/v2/user/custom_token/me/"), "}"),
                EndsWith("\n{\"name\":\"a\",\"id\":\"1\"}"));
    api.set_whoami(with_body("{\"expires_at\":7}"));
    EXPECT_THAT(client.ask(get("/v3/manage/whoami/"), "}"), StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(client.ask(get("/v3/manage/whoami/", "mgmt-eden-simulated"), "}"),
                EndsWith("\n{\"expires_at\":7}"));
}

} // namespace

} // namespace balanced::simulator
