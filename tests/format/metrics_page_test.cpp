#include "example_page.hpp"
#include "support/exposition_reader.hpp"
#include "support/gunzip.hpp"
#include <balanced/format/metrics_page.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace balanced {
namespace {

using enum exposition_format;
using prometheus::MetricFamily;
using prometheus::MetricType;
using test::at;
using test::body;
using test::counted;
using test::full_token;
using test::gunzip;
using test::metric;
using test::name_set;
using test::polled;
using test::read_exposition;
using test::render;
using test::two_accounts;
using test::view_of;
using testing::EndsWith;
using testing::IsEmpty;
using testing::Optional;

std::string content_of(const std::string& file) {
    std::ifstream in(TEST_DATA_DIR "/metrics/" + file);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(metrics_page, Golden) {
    const std::vector<MetricFamily> collected{
        {"edenai_polls_total",
         "",
         MetricType::Counter,
         {metric({{"account", "b"}}, 8), metric({{"account", "a"}}, 7)}},
        {"edenai_poll_duration_seconds", "", MetricType::Histogram, {metric({{"account", "a"}}, 1.25)}},
        {"edenai_balanced_build_info",
         "",
         MetricType::Gauge,
         {metric({{"compiler", "g++"}, {"revision", "abc"}, {"version", "0.1.0"}}, 1)}},
        {"go_goroutines", "", MetricType::Gauge, {metric({}, 1)}}};
    const auto accounts = two_accounts();
    EXPECT_EQ(render(accounts, collected, text), content_of("two_accounts.txt"));
    EXPECT_EQ(render(accounts, collected, openmetrics), content_of("two_accounts.openmetrics"));
}

TEST(metrics_page, ShowsEveryFamilyOnceInOrder) {
    const auto accounts = two_accounts();
    for (const auto format : {text, openmetrics}) {
        const auto page = read_exposition(render(accounts, counted(), format), format);
        EXPECT_THAT(page.faults, IsEmpty());
        std::vector<std::string> expected;
        for (const metric_family& family : metric_families()) {
            std::string header;
            append_family_header(header, family, format);
            expected.push_back(header.substr(7, header.find(' ', 7) - 7));
        }
        std::vector<std::string> shown;
        for (const auto& family : page.families)
            shown.push_back(family.name);
        EXPECT_EQ(shown, expected);
    }
}

TEST(metrics_page, AnExcludedFamilyAppearsNowhere) {
    const auto accounts = two_accounts();
    const auto collected = counted();
    for (const auto format : {text, openmetrics}) {
        const auto all = read_exposition(render(accounts, collected, format), format);
        std::size_t index = 0;
        for (const metric_family& family : metric_families()) {
            const auto page =
                read_exposition(render(accounts, collected, format, {std::string(family.name)}), format);
            EXPECT_THAT(page.faults, IsEmpty());
            ASSERT_EQ(page.families.size(), all.families.size() - 1) << family.name;
            for (std::size_t i = 0; i < page.families.size(); ++i) {
                const auto& expected = all.families[i >= index ? i + 1 : i];
                EXPECT_EQ(page.families[i].name, expected.name);
                EXPECT_EQ(page.families[i].samples, expected.samples);
            }
            ++index;
        }
    }
}

TEST(metrics_page, EverythingCanBeExcluded) {
    name_set excluded;
    for (const metric_family& family : metric_families())
        excluded.emplace(family.name);
    const auto accounts = two_accounts();
    EXPECT_EQ(render(accounts, counted(), text, excluded), "");
    EXPECT_EQ(render(accounts, counted(), openmetrics, excluded), "# EOF\n");
    EXPECT_THAT(gunzip(body(render_page(accounts, counted(), excluded, text, true))),
                Optional(std::string()));
}

TEST(metrics_page, ChunksRenderedUnderAnExclusionHaveNoHeader) {
    const std::vector accounts{view_of("a", polled({full_token("x")}), {"edenai_token_level"})};
    const auto page = read_exposition(render(accounts, {}, text), text);
    EXPECT_THAT(page.faults, IsEmpty());
    EXPECT_EQ(page.family("edenai_token_level"), nullptr);
    EXPECT_NE(page.family("edenai_token_usable"), nullptr);
}

TEST(metrics_page, TheOrderOfWhatIsCollectedDoesNotMatter) {
    const auto accounts = two_accounts();
    auto collected = counted();
    const std::string expected = render(accounts, collected, text);
    std::mt19937 random(1); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same orders at each run
    for (int i = 0; i < 20; ++i) {
        std::ranges::shuffle(collected, random);
        for (auto& family : collected)
            std::ranges::shuffle(family.metric, random);
        EXPECT_EQ(render(accounts, collected, text), expected);
    }
}

TEST(metrics_page, FamiliesOfOneNameAreOneGroup) {
    const std::vector<MetricFamily> collected{
        {"edenai_polls_total", "", MetricType::Counter, {metric({{"account", "b"}}, 2)}},
        {"edenai_connections_opened_total", "", MetricType::Counter, {metric({{"account", "a"}}, 5)}},
        {"edenai_polls_total", "", MetricType::Counter, {metric({{"account", "a"}}, 1)}},
        {"edenai_polls_total", "", MetricType::Counter, {metric({{"account", "c"}}, 3)}}};
    EXPECT_THAT(render({}, collected, text), EndsWith("# TYPE edenai_polls_total counter\n"
                                                      "edenai_polls_total{account=\"a\"} 1\n"
                                                      "edenai_polls_total{account=\"b\"} 2\n"
                                                      "edenai_polls_total{account=\"c\"} 3\n"));
}

TEST(metrics_page, FamiliesThatAreNotCountedOrUnknownAreLeftOut) {
    const std::vector<MetricFamily> collected{{"edenai_token_usable", "", MetricType::Gauge, {metric({}, 1)}},
                                              {"edenai_up", "", MetricType::Gauge, {metric({}, 1)}},
                                              {"go_goroutines", "", MetricType::Gauge, {metric({}, 1)}}};
    EXPECT_EQ(render({}, collected, text), "");
}

TEST(metrics_page, BeforeTheFirstPollOnlyTheIntervalIsKnown) {
    const std::vector accounts{view_of("a", {})};
    const auto page = read_exposition(render(accounts, {}, text), text);
    EXPECT_THAT(page.faults, IsEmpty());
    ASSERT_EQ(page.families.size(), 1U);
    EXPECT_EQ(page.value("edenai_poll_interval_seconds", {{"account", "a"}}), "60");
}

TEST(metrics_page, AFailedFirstPollSaysNothingOfTokens) {
    account_snapshot snapshot;
    snapshot.last_poll = at(1'764'540'000'000'000);
    snapshot.outage.emplace();
    const std::vector accounts{view_of("a", snapshot)};
    const auto page = read_exposition(render(accounts, {}, text), text);
    EXPECT_THAT(page.faults, IsEmpty());
    EXPECT_EQ(page.families.size(), 3U);
    EXPECT_EQ(page.value("edenai_up", {{"account", "a"}}), "0");
    EXPECT_EQ(page.value("edenai_last_poll_timestamp_seconds", {{"account", "a"}}), "1764540000");
    EXPECT_EQ(page.value("edenai_poll_interval_seconds", {{"account", "a"}}), "60");
}

TEST(metrics_page, AnEmptyListIsASuccess) {
    const std::vector accounts{view_of("a", polled({}))};
    const auto page = read_exposition(render(accounts, {}, text), text);
    EXPECT_EQ(page.value("edenai_up", {{"account", "a"}}), "1");
    EXPECT_EQ(page.value("edenai_tokens_revoked", {{"account", "a"}}), "2");
    EXPECT_EQ(page.family("edenai_tokens"), nullptr);
    EXPECT_EQ(page.family("edenai_token_info"), nullptr);
}

TEST(metrics_page, StaleBalancesAreWithdrawn) {
    account_snapshot snapshot = polled({full_token("x")});
    snapshot.stale = true;
    snapshot.outage.emplace();
    const std::vector accounts{view_of("a", snapshot), view_of("b", polled({full_token("x")}))};
    const auto page = read_exposition(render(accounts, {}, openmetrics), openmetrics);
    EXPECT_THAT(page.faults, IsEmpty());
    const auto value = [&](std::string_view family, std::string account) {
        return page.value(family, {{"account", std::move(account)}, {"token_name", "x"}});
    };
    EXPECT_EQ(value("edenai_token_balance_credits", "a"), std::nullopt);
    EXPECT_EQ(value("edenai_token_usable", "a"), std::nullopt);
    EXPECT_EQ(value("edenai_token_balance_credits", "b"), "99999.99");
    EXPECT_EQ(value("edenai_token_usable", "b"), "1");
    EXPECT_EQ(value("edenai_token_expire_timestamp_seconds", "a"), "1764547200.123456");
}

TEST(metrics_page, HostileNamesComeOutAsTheyWent) {
    const std::vector<std::string> names{"",        "\"",  "\\",       "\n",  std::string("a\0b", 3),
                                         "a\rb",    "}",   "a\",b=\"", "😀",   "שלום",
                                         R"(\"\n)", " x ", "#",        "\x7f"};
    std::vector<tracked_token> tokens;
    tokens.reserve(names.size());
    for (const auto& name : names)
        tokens.push_back(full_token(name));
    std::ranges::sort(tokens, {}, [](const tracked_token& one) { return one.record.name; });
    const std::vector accounts{view_of("acc\"\\\nount", polled(tokens))};
    for (const auto format : {text, openmetrics}) {
        const auto page = read_exposition(render(accounts, {}, format), format);
        EXPECT_THAT(page.faults, IsEmpty());
        for (const auto& name : names) {
            EXPECT_EQ(page.value("edenai_token_balance_credits",
                                 {{"account", "acc\"\\\nount"}, {"token_name", name}}),
                      "99999.99")
                << name;
        }
    }
}

TEST(metrics_page, TwoRendersAreIdentical) {
    for (const bool gzip : {false, true}) {
        EXPECT_EQ(body(render_page(two_accounts(), counted(), {}, openmetrics, gzip)),
                  body(render_page(two_accounts(), counted(), {}, openmetrics, gzip)));
    }
}

} // namespace
} // namespace balanced
