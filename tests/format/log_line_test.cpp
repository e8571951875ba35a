#include <balanced/format/log_line.hpp>

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <limits>

using namespace std::string_literals;
using namespace std::chrono_literals;

namespace balanced {
namespace {

constexpr time_point noon{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h + 5ms};

log_record with(std::string_view key, log_value value) {
    return {.level = log_level::info, .event = "e", .msg = "m", .fields = {{key, std::move(value)}}};
}

std::string logfmt_value(log_value value) {
    const auto line = log_line(with("k", std::move(value)), noon, log_format::logfmt);
    const std::string_view before = "ts=2026-03-01T12:00:00.005Z level=info event=e msg=m k=";
    EXPECT_THAT(line, testing::StartsWith(std::string(before)));
    return line.substr(before.size());
}

boost::json::object parsed(const std::string& line) {
    return boost::json::parse(line).as_object();
}

boost::json::value json_value(log_value value) {
    return parsed(log_line(with("k", std::move(value)), noon, log_format::json)).at("k");
}

TEST(log_line, WritesLogfmt) {
    const log_record record{.level = log_level::warn,
                            .event = "thing_happened",
                            .msg = "it did",
                            .fields = {{"name", "x"}, {"value", 99999.99}, {"count", std::int64_t{-3}}}};
    EXPECT_EQ(
        log_line(record, noon, log_format::logfmt),
        "ts=2026-03-01T12:00:00.005Z level=warn event=thing_happened msg=\"it did\" name=x value=99999.99 "
        "count=-3");
}

TEST(log_line, WritesTheSameAsJson) {
    const log_record record{.level = log_level::error,
                            .event = "thing_happened",
                            .msg = "it did",
                            .fields = {{"name", "x"}, {"value", 99999.99}, {"count", std::int64_t{-3}}}};
    EXPECT_EQ(log_line(record, noon, log_format::json),
              R"({"ts":"2026-03-01T12:00:00.005Z","level":"error","event":"thing_happened","msg":"it did",)"
              R"("name":"x","value":99999.99,"count":-3})");
}

TEST(log_line, NamesEveryLevel) {
    for (const auto& [level, text] : {std::pair{log_level::debug, " level=debug "},
                                      {log_level::info, " level=info "},
                                      {log_level::warn, " level=warn "},
                                      {log_level::error, " level=error "}}) {
        const log_record record{.level = level, .event = "e", .msg = "m"};
        EXPECT_THAT(log_line(record, noon, log_format::logfmt), testing::HasSubstr(text));
    }
}

TEST(log_line, QuotesInLogfmtOnlyWhatNeedsIt) {
    EXPECT_EQ(logfmt_value("plain-1_2/3:4,5{}'~!"), "plain-1_2/3:4,5{}'~!");
    EXPECT_EQ(logfmt_value(""), R"("")");
    EXPECT_EQ(logfmt_value("a b"), R"("a b")");
    EXPECT_EQ(logfmt_value("a=b"), R"("a=b")");
    EXPECT_EQ(logfmt_value(R"(a"b)"), R"("a\"b")");
    EXPECT_EQ(logfmt_value(R"(a\b)"), R"("a\\b")");
    EXPECT_EQ(logfmt_value("a\x7f"), R"("a\u007f")");
    EXPECT_EQ(logfmt_value("caf\u00e9"), "\"caf\u00e9\"");
    EXPECT_EQ(logfmt_value("\xff"), "\"\uFFFD\"");
}

TEST(log_line, WritesNumbersThatReadBack) {
    EXPECT_EQ(logfmt_value(0.30000000000000004), "0.30000000000000004");
    EXPECT_EQ(logfmt_value(-0.5), "-0.5");
    EXPECT_EQ(logfmt_value(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(json_value(0.25), 0.25);
    EXPECT_EQ(json_value(1e300).to_number<double>(), 1e300);
    EXPECT_EQ(json_value(5e-324).to_number<double>(), 5e-324);
    EXPECT_EQ(json_value(std::numeric_limits<std::int64_t>::max()), std::numeric_limits<std::int64_t>::max());
}

TEST(log_line, SaysNullInJsonWhereANumberIsNotFinite) {
    EXPECT_TRUE(json_value(std::numeric_limits<double>::quiet_NaN()).is_null());
    EXPECT_TRUE(json_value(std::numeric_limits<double>::infinity()).is_null());
    EXPECT_TRUE(json_value(-std::numeric_limits<double>::infinity()).is_null());
}

// NOLINTBEGIN(misc-misleading-bidirectional): the very thing that must not get through
/// What somebody might call a token to forge lines, keys or colours.
const std::vector<std::string> hostile{
    "x\nlevel=error event=poll_failed",
    "x\r\nts=2026-01-01T00:00:00Z",
    "\x1b[31mred\x1b[0m",
    "\u009b31m",
    "\u202Egnp.exe",
    "\u2066x\u2069\u200f",
    "\u2028level=error\u2029",
    "\" level=error x=\"",
    "\\\" level=error",
    "\\",
    R"(","level":"error)",
    "\0"s,
    "a=b c=d",
};

TEST(log_line, KeepsHostileTextInOneLineAndOneValueOfLogfmt) {
    for (const auto& text : hostile) {
        const auto value = logfmt_value(text);
        ASSERT_GE(value.size(), 2U);
        EXPECT_EQ(value.front(), '"');
        EXPECT_EQ(value.back(), '"');
        for (std::size_t at = 1; at + 1 < value.size(); ++at) {
            EXPECT_FALSE(value[at] == '"') << "a quote that nothing escapes in " << value;
            EXPECT_GE(static_cast<unsigned char>(value[at]), 0x20) << value;
            if (value[at] == '\\')
                ++at;
        }
        EXPECT_EQ(boost::json::parse(value).as_string(), text);
    }
}

TEST(log_line, KeepsHostileTextInOneLineAndOneValueOfJson) {
    for (const auto& text : hostile) {
        auto record = with("k", text);
        record.msg = text;
        const auto line = log_line(record, noon, log_format::json);
        const auto object = parsed(line);
        EXPECT_EQ(object.size(), 5U) << line;
        EXPECT_EQ(object.at("level"), "info");
        EXPECT_EQ(object.at("msg").as_string(), text);
        EXPECT_EQ(object.at("k").as_string(), text);
        for (const char c : line)
            EXPECT_GE(static_cast<unsigned char>(c), 0x20) << line;
        for (const auto* hidden : {"\u202E", "\u2066", "\u2069", "\u200f", "\u2028", "\u2029", "\u009b"})
            EXPECT_THAT(line, testing::Not(testing::HasSubstr(hidden)));
    }
}

// NOLINTEND(misc-misleading-bidirectional)

} // namespace
} // namespace balanced
