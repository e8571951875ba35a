#include "net/token_api_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

using balanced::api_kind;
using balanced::failure_reason;
using balanced::simulator::answer;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace {

std::string entries(std::size_t from, std::size_t to) {
    std::string text;
    for (std::size_t i = from; i < to; ++i)
        text += (i == from ? "" : ",") + std::string(R"({"id":"i)") + std::to_string(i) + R"(","name":"k)" +
                std::to_string(i) + R"(","token":"eyJsecret","balance":"1.5","active_balance":true})";
    return text;
}

answer page(const std::string& results, const std::string& more) {
    answer made;
    made.body = R"({"results":[)" + results + "]" + more + "}";
    return made;
}

/// Keys listed by v3.
class token_api_v3 : public balanced::testing::token_api_fixture {
protected:
    token_api_v3() { asked = api_kind::v3; }

    balanced::poll_outcome list_keys() { return list("mgmt-eden-simulated"); }

    balanced::poll_failure failure_of_keys() { return failure("mgmt-eden-simulated"); }

    std::size_t listed() {
        const auto outcome = list_keys();
        const auto* got = std::get_if<balanced::token_list>(&outcome);
        return got != nullptr ? got->tokens.size() : static_cast<std::size_t>(-1);
    }

    std::optional<balanced::key_description> describe() {
        return balanced::testing::run_coroutine(context,
                                                api().describe_key({"mgmt-eden-simulated", api_kind::v3}));
    }

    std::vector<std::string> targets() {
        std::vector<std::string> all;
        for (const auto& request : service.wait_for_requests(0))
            all.push_back(request.target);
        return all;
    }
};

/// A key that looks at itself.
class token_api_self : public balanced::testing::token_api_fixture {
protected:
    token_api_self() { asked = api_kind::self; }
};

TEST_F(token_api_v3, ListsThePagesOneAfterTheOther) {
    service.set_list("[" + entries(0, 250) + R"(,{"name":"gone","revoked":true}])");
    const auto outcome = list_keys();
    const auto* got = std::get_if<balanced::token_list>(&outcome);
    ASSERT_NE(got, nullptr);
    EXPECT_EQ(got->tokens.size(), 250U);
    EXPECT_EQ(got->tokens[0].balance, 1.5);
    EXPECT_EQ(got->tally.revoked, 1U);
    EXPECT_EQ(got->tally.collisions, 0U);
    EXPECT_THAT(targets(),
                ElementsAre("/v3/manage/keys/?limit=100&offset=0", "/v3/manage/keys/?limit=100&offset=100",
                            "/v3/manage/keys/?limit=100&offset=200"));
    EXPECT_EQ(service.wait_for_requests(0)[0].header("authorization"), "Bearer mgmt-eden-simulated");
    EXPECT_EQ(api().connections_opened(), 1U);
}

TEST_F(token_api_v3, TheSizeIsThatOfAllPages) {
    const answer first = page(entries(0, 100), R"(,"next":"x")");
    const answer second = page(entries(100, 101), "");
    service.push(first);
    service.push(second);
    const auto outcome = list_keys();
    EXPECT_EQ(std::get<balanced::token_list>(outcome).body_bytes, first.body.size() + second.body.size());
}

TEST_F(token_api_v3, NextIsNeverFollowed) {
    balanced::simulator::service other;
    service.push(
        page(entries(0, 100), R"(,"next":")" + other.base_url("/v3") + R"(/manage/keys/?offset=100")"));
    service.push(page("", ""));
    EXPECT_EQ(listed(), 100U);
    EXPECT_EQ(other.connection_count(), 0U);
    EXPECT_EQ(service.request_count(), 2U);
}

TEST_F(token_api_v3, AFailingPageFailsThePollAndEndsIt) {
    service.set_list("[" + entries(0, 300) + "]");
    for (const unsigned status : {302U, 401U, 403U, 404U, 429U, 503U}) {
        service.push(page(entries(0, 100), R"(,"next":"x")"));
        answer failing;
        failing.status = status;
        failing.headers = {{"Retry-After", "120"}};
        service.push(failing);
        const std::size_t before = service.request_count();
        const auto made = failure_of_keys();
        EXPECT_EQ(made.status, status);
        EXPECT_EQ(made.retry_after, 120s);
        EXPECT_EQ(service.request_count(), before + 2);
    }
    EXPECT_EQ(listed(), 300U) << "the next poll begins anew";
}

TEST_F(token_api_v3, APageOfAnotherShapeIsAFailureOfA200) {
    service.push(page(entries(0, 100), R"(,"next":"x")"));
    answer array;
    array.body = R"([{"name":"a"}])";
    service.push(array);
    const auto made = failure_of_keys();
    EXPECT_EQ(made.reason, failure_reason::schema);
    EXPECT_EQ(made.status, 200U);
    service.push(page(entries(0, 100), R"(,"next":"x")"));
    answer cut = page(entries(100, 200), "");
    cut.cut_after = 500;
    service.push(cut);
    EXPECT_EQ(failure_of_keys().reason, failure_reason::decode);
}

TEST_F(token_api_v3, APageThatHangsFailsThePoll) {
    settings.poll_timeout = 1s;
    service.push(page(entries(0, 100), R"(,"next":"x")"));
    answer held;
    held.hold = true;
    service.push(held);
    const auto made = failure_of_keys();
    EXPECT_EQ(made.reason, failure_reason::timeout);
    EXPECT_EQ(service.request_count(), 2U);
}

TEST_F(token_api_v3, TheSizeLimitIsThatOfAllPages) {
    const answer first = page(entries(0, 100), R"(,"next":"x")");
    const answer second = page(entries(100, 200), "");
    settings.body_size_limit = first.body.size() + second.body.size();
    service.push(first);
    service.push(second);
    EXPECT_EQ(listed(), 200U);
    --settings.body_size_limit;
    service.push(first);
    service.push(second);
    const auto made = failure_of_keys();
    EXPECT_EQ(made.reason, failure_reason::too_large);
    EXPECT_EQ(made.status, 200U);
}

TEST_F(token_api_v3, PagesInACircleEnd) {
    service.set_handler([](const auto&) { return page(entries(0, 100), R"(,"next":"x")"); });
    EXPECT_EQ(failure_of_keys().reason, failure_reason::schema);
    EXPECT_EQ(service.request_count(), 2U);
}

TEST_F(token_api_v3, ARequestWaitsUntilThePauseAfterTheStartOfTheLastOneIsOver) {
    using clock = std::chrono::steady_clock;
    page_pause = 30ms;
    const auto before = clock::now();
    service.set_list("[" + entries(0, 201) + "]");
    EXPECT_EQ(listed(), 201U);
    EXPECT_TRUE(describe());
    EXPECT_GE(clock::now() - before, 3 * 30ms) << "three pages and a description";
    EXPECT_EQ(balanced::pause_between_pages, 150ms);
}

TEST_F(token_api_v3, EachPageHasTheWholeTimeAndThePauseIsNotTakenFromIt) {
    settings.poll_timeout = 1s;
    page_pause = settings.poll_timeout + 100ms;
    service.set_list("[" + entries(0, 101) + "]");
    EXPECT_EQ(listed(), 101U);
}

TEST_F(token_api_v3, AKeyOfV2IsRefused) {
    const auto made = failure("simulated-key");
    EXPECT_EQ(made.reason, failure_reason::unauthorized);
    EXPECT_EQ(made.detail, "401 Unauthorized");
}

TEST_F(token_api_v3, DescribesTheKeyOnTheSameConnection) {
    EXPECT_EQ(listed(), 0U);
    answer description;
    description.body = R"({"organization":"o","expires_at":"2027-01-15T08:00:00Z"})";
    service.set_whoami(description);
    const auto described = describe();
    ASSERT_TRUE(described);
    EXPECT_EQ(described->expire, balanced::time_point(1'800'000'000s));
    EXPECT_EQ(targets().back(), "/v3/manage/whoami/");
    EXPECT_EQ(service.connection_count(), 1U);
}

TEST_F(token_api_v3, ADescriptionThatFailsIsNone) {
    answer odd;
    odd.status = 403;
    odd.body = R"({"expire_time":1800000000})";
    service.set_whoami(odd);
    EXPECT_FALSE(describe());
    odd.status = 200;
    odd.body = "[]";
    service.set_whoami(odd);
    EXPECT_FALSE(describe());
    odd.body = R"({"expire_time":1800000000,"more":")" + std::string(100'000, ' ') + R"("})";
    service.set_whoami(odd);
    EXPECT_FALSE(describe()) << "too long";
    settings.poll_timeout = 100ms;
    odd.hold = true;
    service.set_whoami(odd);
    EXPECT_FALSE(describe()) << "too late";
    EXPECT_EQ(listed(), 0U) << "and polls go on";
}

TEST_F(token_api_self, IsTheOneTokenThatTheKeyIs) {
    service.set_list(R"([{"label":"mine","token":"eyJ","balance":"12.5","active_balance":true}])");
    const auto outcome = list();
    const auto* got = std::get_if<balanced::token_list>(&outcome);
    ASSERT_NE(got, nullptr);
    ASSERT_EQ(got->tokens.size(), 1U);
    EXPECT_EQ(got->tokens[0].name, "mine");
    EXPECT_EQ(got->tokens[0].balance, 12.5);
    EXPECT_EQ(service.wait_for_requests(1)[0].target, "/v2/user/custom_token/me/");
}

TEST_F(token_api_self, AnAnswerThatDescribesNoTokenIsAFailure) {
    answer odd;
    odd.body = R"({"detail":"sk-eden-secret"})";
    service.push(odd);
    const auto made = failure();
    EXPECT_EQ(made.reason, failure_reason::schema);
    EXPECT_EQ(made.status, 200U);
    EXPECT_THAT(made.detail, Not(HasSubstr("sk-eden")));
}

} // namespace
