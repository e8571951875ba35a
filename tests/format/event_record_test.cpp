#include <balanced/format/event_record.hpp>

#include <gmock/gmock.h>

#include <limits>

using namespace std::chrono_literals;

namespace balanced {
namespace {

constexpr time_point noon{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h};

std::string logfmt(const event& what) {
    const auto line = log_line(to_log_record(what, "prod"), noon, log_format::logfmt);
    const std::string_view before = "ts=2026-03-01T12:00:00.000Z ";
    EXPECT_THAT(line, testing::StartsWith(std::string(before)));
    return line.substr(before.size());
}

std::string json(const event& what) {
    const auto line = log_line(to_log_record(what, "prod"), noon, log_format::json);
    const std::string_view before = R"({"ts":"2026-03-01T12:00:00.000Z",)";
    EXPECT_THAT(line, testing::StartsWith(std::string(before)));
    return line.substr(before.size());
}

std::string msg(const event& what) {
    return to_log_record(what, "prod").msg;
}

threshold_crossed balance_crossing(level severity, double value) {
    return {.token_name = "ci-7",
            .kind = level_kind::balance,
            .severity = severity,
            .from = level::ok,
            .value = value,
            .threshold = 2};
}

threshold_crossed expiry_crossing(level severity, duration left) {
    return {.token_name = "ci-7",
            .kind = level_kind::expiry,
            .severity = severity,
            .from = level::ok,
            .value = in_seconds(left),
            .threshold = 172800};
}

TEST(event_record, TellsOfAListedSet) {
    EXPECT_EQ(logfmt(tokens_listed{12}),
              R"(level=info event=tokens_listed msg="prod has 12 tokens" account=prod tokens=12)");
    EXPECT_EQ(
        json(tokens_listed{12}),
        R"("level":"info","event":"tokens_listed","msg":"prod has 12 tokens","account":"prod","tokens":12})");
    EXPECT_EQ(msg(tokens_listed{0}), "prod has 0 tokens");
    EXPECT_EQ(msg(tokens_listed{1}), "prod has 1 token");
}

TEST(event_record, TellsOfABalanceThatCrossed) {
    EXPECT_EQ(logfmt(balance_crossing(level::critical, 1.5)),
              R"(level=error event=threshold_crossed msg="balance of ci-7 is at 1.5 credits, critical at 2" )"
              R"(account=prod token_name=ci-7 kind=balance severity=critical from=ok value=1.5 threshold=2)");
    EXPECT_EQ(
        json(balance_crossing(level::critical, 1.5)),
        R"("level":"error","event":"threshold_crossed",)"
        R"("msg":"balance of ci-7 is at 1.5 credits, critical at 2","account":"prod","token_name":"ci-7",)"
        R"("kind":"balance","severity":"critical","from":"ok","value":1.5,"threshold":2})");
    EXPECT_EQ(msg(balance_crossing(level::warning, 1.5)), "balance of ci-7 is at 1.5 credits, warning at 2");
}

TEST(event_record, TellsOfAnExhaustedToken) {
    auto crossed = balance_crossing(level::worst, -0.25);
    crossed.threshold = 0;
    EXPECT_EQ(logfmt(crossed),
              R"(level=error event=threshold_crossed msg="ci-7 is exhausted" account=prod )"
              R"(token_name=ci-7 kind=balance severity=exhausted from=ok value=-0.25 threshold=0)");
}

TEST(event_record, TellsOfAnExpiryInSeconds) {
    EXPECT_EQ(
        logfmt(expiry_crossing(level::critical, 47h + 30min)),
        R"(level=error event=threshold_crossed msg="ci-7 expires in 1d 23h" account=prod token_name=ci-7 )"
        R"(kind=expiry severity=critical from=ok value=171000 threshold=172800)");
}

TEST(event_record, TellsOfAnExpiredToken) {
    auto crossed = expiry_crossing(level::worst, -5s);
    crossed.threshold = 0;
    EXPECT_EQ(logfmt(crossed),
              R"(level=error event=threshold_crossed msg="ci-7 has expired" account=prod )"
              R"(token_name=ci-7 kind=expiry severity=expired from=ok value=-5 threshold=0)");
}

TEST(event_record, WarnsOfAWarningAndErrsOfWorse) {
    EXPECT_EQ(to_log_record(balance_crossing(level::warning, 9), "prod").level, log_level::warn);
    EXPECT_EQ(to_log_record(balance_crossing(level::critical, 1), "prod").level, log_level::error);
    EXPECT_EQ(to_log_record(balance_crossing(level::worst, 0), "prod").level, log_level::error);
    EXPECT_EQ(to_log_record(expiry_crossing(level::warning, 24h), "prod").level, log_level::warn);
}

TEST(event_record, SaysUnknownWhereATokenIsFirstSeen) {
    auto crossed = balance_crossing(level::warning, 1.5);
    crossed.from = std::nullopt;
    EXPECT_THAT(logfmt(crossed), testing::HasSubstr(" severity=warning from=unknown value=1.5 "));
    crossed.from = level::worst;
    EXPECT_THAT(logfmt(crossed), testing::HasSubstr(" from=exhausted "));
}

TEST(event_record, TellsOfABalanceThatRecovered) {
    const threshold_recovered recovered{.token_name = "ci-7",
                                        .kind = level_kind::balance,
                                        .from = level::worst,
                                        .severity = level::warning,
                                        .value = 10.5};
    EXPECT_EQ(
        logfmt(recovered),
        R"(level=info event=threshold_recovered msg="balance of ci-7 is back at 10.5 credits, warning" )"
        R"(account=prod token_name=ci-7 kind=balance from=exhausted severity=warning value=10.5)");
    EXPECT_EQ(
        json(recovered),
        R"("level":"info","event":"threshold_recovered",)"
        R"("msg":"balance of ci-7 is back at 10.5 credits, warning","account":"prod","token_name":"ci-7",)"
        R"("kind":"balance","from":"exhausted","severity":"warning","value":10.5})");
}

TEST(event_record, TellsOfAnExpiryThatRecovered) {
    const threshold_recovered recovered{.token_name = "ci-7",
                                        .kind = level_kind::expiry,
                                        .from = level::worst,
                                        .severity = level::ok,
                                        .value = 2592000};
    EXPECT_EQ(logfmt(recovered),
              R"(level=info event=threshold_recovered msg="ci-7 now expires in 30d, ok" account=prod )"
              R"(token_name=ci-7 kind=expiry from=expired severity=ok value=2592000)");
}

TEST(event_record, TellsOfARunwayInSeconds) {
    const threshold_crossed crossed{.token_name = "ci-7",
                                    .kind = level_kind::runway,
                                    .severity = level::critical,
                                    .from = level::warning,
                                    .value = 39660.5,
                                    .threshold = 43200};
    EXPECT_EQ(
        logfmt(crossed),
        R"(level=error event=threshold_crossed msg="balance of ci-7 lasts 11h 1m at the present burn rate, )"
        R"(critical at 12h" account=prod token_name=ci-7 kind=runway severity=critical from=warning )"
        R"(value=39660.5 threshold=43200)");
    EXPECT_EQ(
        json(crossed),
        R"("level":"error","event":"threshold_crossed",)"
        R"("msg":"balance of ci-7 lasts 11h 1m at the present burn rate, critical at 12h",)"
        R"("account":"prod","token_name":"ci-7","kind":"runway","severity":"critical","from":"warning",)"
        R"("value":39660.5,"threshold":43200})");
}

TEST(event_record, TellsOfARunwayThatRecovered) {
    const threshold_recovered recovered{.token_name = "ci-7",
                                        .kind = level_kind::runway,
                                        .from = level::critical,
                                        .severity = level::warning,
                                        .value = 90000};
    EXPECT_EQ(logfmt(recovered),
              R"(level=info event=threshold_recovered msg="balance of ci-7 now lasts 1d 1h, warning" )"
              R"(account=prod token_name=ci-7 kind=runway from=critical severity=warning value=90000)");
}

TEST(event_record, LeavesTheValueOutWhereARunwayHasNoEnd) {
    const threshold_recovered recovered{.token_name = "ci-7",
                                        .kind = level_kind::runway,
                                        .from = level::critical,
                                        .severity = level::ok,
                                        .value = std::nullopt};
    EXPECT_EQ(logfmt(recovered),
              R"(level=info event=threshold_recovered msg="balance of ci-7 has no end in sight, ok" )"
              R"(account=prod token_name=ci-7 kind=runway from=critical severity=ok)");
    EXPECT_EQ(
        json(recovered),
        R"("level":"info","event":"threshold_recovered","msg":"balance of ci-7 has no end in sight, ok",)"
        R"("account":"prod","token_name":"ci-7","kind":"runway","from":"critical","severity":"ok"})");
}

TEST(event_record, TellsOfTokensThatComeAndGo) {
    EXPECT_EQ(logfmt(token_added{"ci-7"}),
              R"(level=info event=token_added msg="ci-7 is new" account=prod token_name=ci-7)");
    EXPECT_EQ(
        json(token_added{"ci-7"}),
        R"("level":"info","event":"token_added","msg":"ci-7 is new","account":"prod","token_name":"ci-7"})");
    EXPECT_EQ(
        logfmt(token_removed{"ci-7"}),
        R"(level=info event=token_removed msg="ci-7 is no longer listed" account=prod token_name=ci-7)");
    EXPECT_EQ(json(token_removed{"ci-7"}),
              R"("level":"info","event":"token_removed",)"
              R"("msg":"ci-7 is no longer listed","account":"prod","token_name":"ci-7"})");
}

TEST(event_record, TellsOfATopUp) {
    const balance_added added{.token_name = "ci-7", .value = 99.5, .amount = 50};
    EXPECT_EQ(logfmt(added),
              R"(level=info event=balance_added msg="balance of ci-7 rose by 50 to 99.5 credits" )"
              R"(account=prod token_name=ci-7 value=99.5 amount=50)");
    EXPECT_EQ(json(added),
              R"("level":"info","event":"balance_added","msg":"balance of ci-7 rose by 50 to 99.5 credits",)"
              R"("account":"prod","token_name":"ci-7","value":99.5,"amount":50})");
}

TEST(event_record, WarnsOfNamesakes) {
    EXPECT_EQ(
        logfmt(name_collision{2}),
        R"(level=warn event=name_collision msg="2 tokens of prod numbered, for an earlier one has the same )"
        R"(name" account=prod renamed=2)");
    EXPECT_EQ(
        json(name_collision{1}),
        R"("level":"warn","event":"name_collision",)"
        R"("msg":"1 token of prod numbered, for an earlier one has the same name","account":"prod","renamed":1})");
}

TEST(event_record, WarnsOfATimeWithoutZone) {
    EXPECT_EQ(
        logfmt(zoneless_expire_time{}),
        R"(level=warn event=zoneless_expire_time msg="an expire_time of prod names no time zone and is taken )"
        R"(as UTC" account=prod)");
    EXPECT_EQ(json(zoneless_expire_time{}),
              R"("level":"warn","event":"zoneless_expire_time",)"
              R"("msg":"an expire_time of prod names no time zone and is taken as UTC","account":"prod"})");
}

TEST(event_record, WarnsOfAFailedPoll) {
    const poll_failed failed{.reason = failure_reason::server_error,
                             .status = 503,
                             .detail = "Service Unavailable",
                             .retry_in = 61500ms};
    EXPECT_EQ(
        logfmt(failed),
        R"(level=warn event=poll_failed msg="poll of prod failed: server_error, next in 1m 1s" account=prod )"
        R"(reason=server_error status=503 detail="Service Unavailable" retry_in=61.5)");
    EXPECT_EQ(json(failed),
              R"("level":"warn","event":"poll_failed",)"
              R"("msg":"poll of prod failed: server_error, next in 1m 1s","account":"prod",)"
              R"("reason":"server_error","status":503,"detail":"Service Unavailable","retry_in":61.5})");
}

TEST(event_record, LeavesTheStatusOutWhereThereWasNoAnswer) {
    const poll_failed failed{
        .reason = failure_reason::dns, .status = 0, .detail = "Name or service not known", .retry_in = 2min};
    EXPECT_EQ(logfmt(failed),
              R"(level=warn event=poll_failed msg="poll of prod failed: dns, next in 2m" account=prod )"
              R"(reason=dns detail="Name or service not known" retry_in=120)");
}

TEST(event_record, TellsOfAnOutageThatEnded) {
    EXPECT_EQ(logfmt(poll_recovered{5min + 3s}),
              R"(level=info event=poll_recovered msg="polls of prod succeed again after 5m 3s" account=prod )"
              R"(outage=303)");
    EXPECT_EQ(json(poll_recovered{1500ms}),
              R"("level":"info","event":"poll_recovered","msg":"polls of prod succeed again after 1s",)"
              R"("account":"prod","outage":1.5})");
}

TEST(event_record, SaysSpansInTheirTwoLargestUnits) {
    const auto said = [](duration left) { return msg(expiry_crossing(level::warning, left)); };
    EXPECT_EQ(said(1us), "ci-7 expires in less than 1s");
    EXPECT_EQ(said(-1s), "ci-7 expires in less than 1s");
    EXPECT_EQ(said(1s), "ci-7 expires in 1s");
    EXPECT_EQ(said(59999ms), "ci-7 expires in 59s");
    EXPECT_EQ(said(1h), "ci-7 expires in 1h");
    EXPECT_EQ(said(1h + 59s), "ci-7 expires in 1h");
    EXPECT_EQ(said(24h - 1s), "ci-7 expires in 23h 59m");
    EXPECT_EQ(said(14 * 24h + 5min), "ci-7 expires in 14d");
    EXPECT_EQ(said(7973 * 365 * 24h + 5h), "ci-7 expires in 2910145d 5h");
}

TEST(event_record, SaysSomethingOfSpansThatAreNone) {
    auto crossed = expiry_crossing(level::warning, 1s);
    crossed.value = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(msg(crossed), "ci-7 expires in less than 1s");
    crossed.value = std::numeric_limits<double>::infinity();
    EXPECT_EQ(msg(crossed), "ci-7 expires in 11574074074d 1h");
}

TEST(event_record, ALineStaysOneWhateverTheNamesAre) {
    // NOLINTBEGIN(misc-misleading-bidirectional)
    const std::string hostile = "x\nlevel=error \u202e\x1b[2J\"";
    for (const event& what :
         {event(token_added{hostile}), event(token_removed{hostile}), event(balance_added{hostile, 1, 1}),
          event(tokens_listed{1}),
          event(threshold_crossed{hostile, level_kind::runway, level::warning, {}, 1, 2}),
          event(threshold_recovered{hostile, level_kind::runway, level::warning, level::ok, {}})}) {
        for (const auto format : {log_format::logfmt, log_format::json}) {
            const auto line = log_line(to_log_record(what, hostile), noon, format);
            EXPECT_THAT(line,
                        testing::Not(testing::AnyOf(testing::HasSubstr("\n"), testing::HasSubstr("\x1b"),
                                                    testing::HasSubstr("\u202e"))));
        }
    }
    // NOLINTEND(misc-misleading-bidirectional)
}

} // namespace
} // namespace balanced
