#include <balanced/app/option_table.hpp>

#include <gmock/gmock.h>

#include <set>

namespace balanced {
namespace {

/// What an entry says of a value.
std::string fault_of(std::string_view name, const std::string& value) {
    options into;
    return find_option(name)->take(into, value);
}

TEST(option_table, NamesAreUniqueAndWritten) {
    std::set<std::string_view> names;
    for (const option_entry& entry : option_table()) {
        EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
        EXPECT_TRUE(entry.name.starts_with("--")) << entry.name;
        EXPECT_FALSE(entry.help.empty()) << entry.name;
        EXPECT_FALSE(entry.help.ends_with('.')) << entry.name;
    }
}

TEST(option_table, EveryDefaultIsAValueThatChangesNothing) {
    const options untouched;
    for (const option_entry& entry : option_table()) {
        if (entry.default_text.empty())
            continue;
        options into;
        EXPECT_EQ(entry.take(into, std::string(entry.default_text)), "") << entry.name;
        EXPECT_EQ(into.auto_reload_interval, untouched.auto_reload_interval);
        EXPECT_EQ(into.listen.front().text(), untouched.listen.front().text());
        EXPECT_EQ(into.telemetry_path, untouched.telemetry_path);
        EXPECT_EQ(into.log_level, untouched.log_level);
        EXPECT_EQ(into.log_format, untouched.log_format);
        EXPECT_EQ(into.output, untouched.output);
        EXPECT_EQ(into.token_name, untouched.token_name);
    }
}

TEST(option_table, EveryChoiceIsTaken) {
    std::size_t choices = 0;
    for (const option_entry& entry : option_table()) {
        for (const std::string_view choice : entry.choices)
            EXPECT_EQ(fault_of(entry.name, std::string(choice)), "") << entry.name;
        choices += entry.choices.size();
    }
    EXPECT_EQ(choices, 8U);
}

TEST(option_table, SaysWhatAValueMustBe) {
    EXPECT_EQ(fault_of("--log.level", "loud"), "must be debug, info, warn or error");
    EXPECT_EQ(fault_of("--output", ""), "must be table or json");
    EXPECT_EQ(fault_of("--state.file", ""), "must not be empty");
    EXPECT_EQ(fault_of("--config.auto-reload-interval", "5"), "must be a duration like 30s, or 0s for never");
    for (const char* wrong : {"", "-1", "1.5", "one", "99999999999", " 1"})
        EXPECT_EQ(fault_of("--shard", wrong), "must be a whole number") << wrong;
    EXPECT_EQ(fault_of("--total-shards", "0"), "must be at least 1");
    for (const char* name : {"--web.listen-address", "--web.probe-address"})
        EXPECT_EQ(fault_of(name, "10440"), "must be HOST:PORT, [IPv6]:PORT or :PORT, like 127.0.0.1:10440");
    for (const char* wrong : {"metrics", "/-/ready", "/a?b", "/", "/a b", "/api/v1/tokens"})
        EXPECT_EQ(fault_of("--web.telemetry-path", wrong), "must be a path of its own, like /metrics");
}

TEST(option_table, FindsByName) {
    EXPECT_EQ(find_option("-h"), find_option("--help"));
    EXPECT_EQ(find_option("--none"), nullptr);
    EXPECT_EQ(find_option(""), nullptr);
    EXPECT_EQ(find_command("once")->command, command::once);
    EXPECT_EQ(find_command(""), nullptr);
    EXPECT_EQ(entry_of(command::run).name, "");
}

} // namespace
} // namespace balanced
