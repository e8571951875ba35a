#include <balanced/app/routes.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <support/run_coroutine.hpp>
#include <zlib.h>

#include <algorithm>

namespace balanced {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class routes : public ::testing::Test {
protected:
    void SetUp() override { board.accounts.emplace("default", view); }

    http_response ask(const std::string& path, const std::string& method = "GET",
                      const std::string& accept = "", const std::string& encoding = "") {
        http_request request{method, path, "", accept, encoding};
        return testing::run_coroutine(loop, answer(context, std::move(request)));
    }

    static std::string body_of(const http_response& response) {
        std::string body;
        for (const std::string_view piece : response.body)
            body += piece;
        return body;
    }

    static std::string header(const http_response& response, std::string_view wanted) {
        for (const auto& [name, value] : response.headers) {
            if (name == wanted)
                return value;
        }
        return {};
    }

    void publish(const account_snapshot& snapshot) {
        *view = *new_view({}, snapshot);
        view->tokens =
            std::make_shared<const token_chunks>(render_tokens("default", snapshot, *board.excluded));
    }

    boost::asio::io_context loop;
    boost::asio::thread_pool worker{1};
    std::shared_ptr<account_view> view = new_view({});
    balanced::board board;
    counters counted{time_point{}};
    log quiet{log_options{.level = log_level::error}};
    web_guard guard{"", {}, loop.get_executor(), quiet};
    route_context context{board, counted, quiet, loop.get_executor(), worker, guard, "/metrics"};
};

account_snapshot polled() {
    account_snapshot snapshot;
    snapshot.last_poll = snapshot.last_success = time_point(std::chrono::seconds(1'800'000'000));
    tracked_token& token = snapshot.tokens.emplace_back();
    token.record.name = "a";
    token.record.balance = 12.5;
    return snapshot;
}

std::string inflated(const std::string& gzip) {
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
    std::string text(1 << 20, '\0');
    std::string input = gzip;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    text.resize(stream.total_out);
    inflateEnd(&stream);
    return text;
}

TEST_F(routes, HealthyIsAlwaysHealthy) {
    EXPECT_EQ(ask("/-/healthy").status, 200U);
}

TEST_F(routes, ReadyOnceEveryFirstPollWasAttempted) {
    EXPECT_EQ(ask("/-/ready").status, 503U);
    account_snapshot failed;
    failed.last_poll = time_point{};
    publish(failed);
    EXPECT_EQ(ask("/-/ready").status, 200U);
}

TEST_F(routes, MetricsComeInTheFormatThatIsAskedFor) {
    publish(polled());
    const http_response text = ask("/metrics");
    EXPECT_EQ(text.content_type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_THAT(body_of(text),
                HasSubstr("edenai_token_balance_credits{account=\"default\",token_name=\"a\"} 12.5\n"));
    const http_response open = ask("/metrics", "GET", "application/openmetrics-text;version=1.0.0");
    EXPECT_EQ(open.content_type, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    EXPECT_TRUE(body_of(open).ends_with("# EOF\n"));
    EXPECT_EQ(header(open, "Vary"), "Accept, Accept-Encoding");
}

TEST_F(routes, GzipHoldsTheSamePageAndIsKeptForTheNextScrape) {
    publish(polled());
    const http_response zipped = ask("/metrics", "GET", "", "gzip");
    EXPECT_EQ(header(zipped, "Content-Encoding"), "gzip");
    EXPECT_THAT(inflated(body_of(zipped)),
                HasSubstr("edenai_token_balance_credits{account=\"default\",token_name=\"a\"} 12.5\n"));
    EXPECT_TRUE(view->deflated);
    EXPECT_EQ(header(ask("/metrics"), "Content-Encoding"), "");
}

TEST_F(routes, ScrapesAtOnceShareOneDeflation) {
    account_snapshot many = polled();
    for (int i = 0; i < 5000; ++i) {
        many.tokens.push_back(many.tokens.front());
        many.tokens.back().record.name = std::to_string(i * 7919);
        many.tokens.back().record.balance = i * 0.37;
    }
    publish(many);
    std::vector<http_response> responses;
    const auto keep = [&](const std::exception_ptr&, http_response response) {
        responses.push_back(std::move(response));
    };
    for (int i = 0; i < 3; ++i) {
        http_request request{"GET", "/metrics", "", "", "gzip"};
        boost::asio::co_spawn(loop, answer(context, std::move(request)), keep);
    }
    loop.restart();
    while (responses.size() < 3)
        loop.run_one();
    const auto largest = [](const http_response& response) {
        return *std::ranges::max_element(response.body, {}, &std::string_view::size);
    };
    EXPECT_GT(largest(responses[0]).size(), 4096U) << "a piece that is not copied into the page";
    EXPECT_EQ(largest(responses[1]).data(), largest(responses[0]).data());
    EXPECT_EQ(largest(responses[2]).data(), largest(responses[0]).data());
}

TEST_F(routes, EveryFamilyOfTheDaemonIsThere) {
    publish(polled());
    ask("/-/healthy");
    const std::string page = body_of(ask("/metrics"));
    for (const metric_family& family : metric_families()) {
        if (family.scope == family_scope::daemon) {
            EXPECT_THAT(page, HasSubstr("# HELP " + std::string(family.name) + " "));
        }
    }
}

TEST_F(routes, OtherMethodsAreRefusedWithAllow) {
    for (const char* path : {"/metrics", "/-/healthy", "/-/ready", "/", "/api/v1/tokens"}) {
        for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "FOO"}) {
            const http_response response = ask(path, method);
            EXPECT_EQ(response.status, 405U);
            EXPECT_EQ(header(response, "Allow"), "GET, HEAD");
        }
        EXPECT_NE(ask(path, "HEAD").status, 405U);
    }
}

TEST_F(routes, UnknownPathsAreNotFoundWhateverTheMethod) {
    for (const char* path :
         {"/api/v1/tokens/", "/metrics/", "/Metrics", "/-/healthy/", "*", "//metrics", "/%6detrics"})
        EXPECT_EQ(ask(path).status, 404U) << path;
    EXPECT_EQ(ask("/nothing", "POST").status, 404U);
}

TEST_F(routes, ReloadingIsForbiddenUnlessItIsSwitchedOn) {
    for (const char* method : {"POST", "PUT", "GET"})
        EXPECT_EQ(ask("/-/reload", method).status, 403U);
}

TEST_F(routes, ReloadingAnswersWithTheFaults) {
    std::vector<std::string> faults;
    context.reload = [&]() -> boost::asio::awaitable<std::vector<std::string>> { co_return faults; };
    EXPECT_EQ(ask("/-/reload", "POST").status, 200U);
    EXPECT_EQ(ask("/-/reload", "PUT").status, 200U);
    faults = {"c.yml:1:2: one", "c.yml:3:4: two"};
    const http_response refused = ask("/-/reload", "POST");
    EXPECT_EQ(refused.status, 500U);
    EXPECT_THAT(body_of(refused), HasSubstr("\nc.yml:1:2: one\nc.yml:3:4: two\n"));
    const http_response asked = ask("/-/reload");
    EXPECT_EQ(asked.status, 405U);
    EXPECT_EQ(header(asked, "Allow"), "POST, PUT");
}

TEST_F(routes, TheTelemetryPathMoves) {
    context.telemetry_path = "/m";
    EXPECT_EQ(ask("/m").status, 200U);
    EXPECT_EQ(ask("/metrics").status, 404U);
}

TEST_F(routes, RequestsAreCountedByHandlerAndCode) {
    ask("/");
    ask("/api/v1/tokens", "POST");
    ask("/-/ready");
    ask("/-/ready");
    ask("/secret-path");
    const std::string page = body_of(ask("/metrics"));
    EXPECT_THAT(page,
                HasSubstr("edenai_balanced_http_requests_total{handler=\"/-/ready\",code=\"503\"} 2\n"));
    EXPECT_THAT(page, HasSubstr("edenai_balanced_http_requests_total{handler=\"other\",code=\"404\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("edenai_balanced_http_requests_total{handler=\"/\",code=\"200\"} 1\n"));
    EXPECT_THAT(
        page, HasSubstr("edenai_balanced_http_requests_total{handler=\"/api/v1/tokens\",code=\"405\"} 1\n"));
    EXPECT_THAT(page, Not(HasSubstr("secret-path")));
}

TEST_F(routes, AProbeFindsHealthAndNothingElse) {
    const auto probe = [&](const std::string& path, const std::string& method = "GET") {
        http_request request;
        request.method = method;
        request.path = path;
        return testing::run_coroutine(loop, answer_probe(context, std::move(request)));
    };
    EXPECT_EQ(probe("/-/healthy").status, 200U);
    EXPECT_EQ(probe("/-/ready").status, 503U);
    publish(polled());
    EXPECT_EQ(probe("/-/ready", "HEAD").status, 200U);
    EXPECT_EQ(header(probe("/-/healthy", "POST"), "Allow"), "GET, HEAD");
    for (const char* path : {"/metrics", "/", "/-/reload", "/api/v1/tokens"})
        EXPECT_EQ(probe(path).status, 404U) << path;
    const std::string page = body_of(ask("/metrics"));
    EXPECT_THAT(page,
                HasSubstr("edenai_balanced_http_requests_total{handler=\"/-/healthy\",code=\"200\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("edenai_balanced_http_requests_total{handler=\"other\",code=\"404\"} 4\n"));
}

TEST_F(routes, AnExcludedFamilyIsNowhere) {
    const family_names excluded{"edenai_token_info", "edenai_polls_total", "process_open_fds",
                                "edenai_balanced_build_info"};
    board.excluded = std::make_shared<const family_names>(excluded);
    publish(polled());
    const std::string page = body_of(ask("/metrics"));
    for (const std::string& family : excluded)
        EXPECT_THAT(page, Not(HasSubstr(family)));
}

} // namespace
} // namespace balanced
