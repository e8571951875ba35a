#include <balanced/app/options.hpp>

#include <gmock/gmock.h>

#include <cstdlib>
#include <vector>

namespace balanced {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct parse_result {
    parsed_options parsed;
    std::string out;
    std::string err;
};

parse_result parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "edenai-balanced");
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    parse_result result;
    result.parsed = parse_options(static_cast<int>(arguments.size()), arguments.data());
    result.out = ::testing::internal::GetCapturedStdout();
    result.err = ::testing::internal::GetCapturedStderr();
    return result;
}

TEST(options, HaveTheirDocumentedDefaults) {
    const parsed_options parsed = parse({}).parsed;
    ASSERT_FALSE(parsed.exit);
    EXPECT_EQ(parsed.options.command, command::run);
    EXPECT_EQ(parsed.options.config_file, "");
    ASSERT_EQ(parsed.options.listen.size(), 1U);
    EXPECT_EQ(parsed.options.listen[0].text(), "127.0.0.1:10440");
    EXPECT_EQ(parsed.options.telemetry_path, "/metrics");
    EXPECT_EQ(parsed.options.log_level, log_level::info);
    EXPECT_EQ(parsed.options.log_format, log_format::logfmt);
    EXPECT_FALSE(parsed.options.listen_given);
    EXPECT_EQ(parsed.options.auto_reload_interval, duration::zero());
    EXPECT_EQ(parsed.options.web_config_file, "");
    EXPECT_FALSE(parsed.options.enable_lifecycle || parsed.options.systemd_socket);
    EXPECT_FALSE(parsed.options.probe_address);
    EXPECT_EQ(parsed.options.state_file, "");
    EXPECT_EQ(parsed.options.shard, 0U);
    EXPECT_EQ(parsed.options.total_shards, 1U);
    EXPECT_EQ(parsed.options.output, output_format::table);
    EXPECT_EQ(parsed.options.token_name, "*");
    EXPECT_FALSE(parsed.options.online || parsed.options.ready);
}

TEST(options, FillEveryField) {
    const parsed_options parsed =
        parse({"--config.auto-reload-interval=1m30s", "--web.config.file=web.yml", "--web.enable-lifecycle",
               "--web.systemd-socket", "--web.probe-address", ":1", "--state.file=s.json", "--shard", "1",
               "--total-shards=2", "--web.listen-address=127.0.0.1:10440"})
            .parsed;
    ASSERT_FALSE(parsed.exit);
    EXPECT_EQ(parsed.options.auto_reload_interval, std::chrono::seconds(90));
    EXPECT_EQ(parsed.options.web_config_file, "web.yml");
    EXPECT_TRUE(parsed.options.enable_lifecycle);
    EXPECT_TRUE(parsed.options.systemd_socket);
    EXPECT_EQ(parsed.options.probe_address->text(), ":1");
    EXPECT_EQ(parsed.options.state_file, "s.json");
    EXPECT_EQ(parsed.options.shard, 1U);
    EXPECT_EQ(parsed.options.total_shards, 2U);
    EXPECT_TRUE(parsed.options.listen_given);
    EXPECT_EQ(parsed.options.listen.size(), 1U);
}

TEST(options, FillThoseOfACommand) {
    const parsed_options once = parse({"--output", "json", "once", "--token-name=ci-*"}).parsed;
    ASSERT_FALSE(once.exit);
    EXPECT_EQ(once.options.command, command::once);
    EXPECT_EQ(once.options.output, output_format::json);
    EXPECT_EQ(once.options.token_name, "ci-*");
    const parsed_options check = parse({"check-config", "--online"}).parsed;
    ASSERT_FALSE(check.exit);
    EXPECT_TRUE(check.options.online);
    const parsed_options health = parse({"healthcheck", "--ready"}).parsed;
    ASSERT_FALSE(health.exit);
    EXPECT_EQ(health.options.command, command::healthcheck);
    EXPECT_TRUE(health.options.ready);
}

TEST(options, TheStateIsKeptWhereSystemdSays) {
    ::setenv("STATE_DIRECTORY", "/var/lib/a:/var/lib/b", 1);
    EXPECT_EQ(parse({}).parsed.options.state_file, "/var/lib/a/state.json");
    EXPECT_EQ(parse({"--state.file=x"}).parsed.options.state_file, "x");
    ::setenv("STATE_DIRECTORY", "", 1);
    EXPECT_EQ(parse({}).parsed.options.state_file, "");
    ::unsetenv("STATE_DIRECTORY");
}

TEST(options, AValueMayLookLikeACommand) {
    const parsed_options parsed = parse({"--config.file", "once"}).parsed;
    ASSERT_FALSE(parsed.exit);
    EXPECT_EQ(parsed.options.command, command::run);
    EXPECT_EQ(parsed.options.config_file, "once");
}

TEST(options, TakeBothSpellingsAndRepeatedAddresses) {
    const parsed_options parsed =
        parse({"--config.file=a.yml", "--web.listen-address", "[::1]:1", "--web.listen-address=:2",
               "--log.level", "debug", "--log.format=json", "--web.telemetry-path=/m"})
            .parsed;
    ASSERT_FALSE(parsed.exit);
    EXPECT_EQ(parsed.options.config_file, "a.yml");
    ASSERT_EQ(parsed.options.listen.size(), 2U);
    EXPECT_EQ(parsed.options.listen[0].text(), "[::1]:1");
    EXPECT_EQ(parsed.options.listen[1].text(), ":2");
    EXPECT_EQ(parsed.options.log_level, log_level::debug);
    EXPECT_EQ(parsed.options.log_format, log_format::json);
    EXPECT_EQ(parsed.options.telemetry_path, "/m");
}

TEST(options, GoBeforeOrBehindTheCommand) {
    for (const auto& arguments : {std::vector{"check-config", "--config.file=a.yml"},
                                  std::vector{"--config.file=a.yml", "check-config"}}) {
        const parsed_options parsed = parse(arguments).parsed;
        ASSERT_FALSE(parsed.exit);
        EXPECT_EQ(parsed.options.command, command::check_config);
        EXPECT_EQ(parsed.options.config_file, "a.yml");
    }
}

TEST(options, AnAddressDoesNotSwallowTheCommandBehindIt) {
    const parsed_options parsed = parse({"--web.listen-address", ":1", "check-config"}).parsed;
    ASSERT_FALSE(parsed.exit);
    EXPECT_EQ(parsed.options.command, command::check_config);
}

TEST(options, HelpAndVersionEndWell) {
    for (const char* help : {"-h", "--help"}) {
        const parse_result result = parse({help});
        EXPECT_EQ(result.parsed.exit, 0);
        for (const char* flag : {"--config.file", "--web.listen-address", "--web.telemetry-path",
                                 "--log.level", "--log.format", "--version", "check-config"})
            EXPECT_THAT(result.out, HasSubstr(flag));
        EXPECT_EQ(result.err, "");
    }
    const parse_result version = parse({"--version"});
    EXPECT_EQ(version.parsed.exit, 0);
    EXPECT_THAT(version.out, HasSubstr("edenai-balanced, version "));
}

TEST(options, HelpOfACommandIsItsOwn) {
    const parse_result result = parse({"once", "--help"});
    EXPECT_EQ(result.parsed.exit, 0);
    EXPECT_THAT(result.out, StartsWith("Usage: edenai-balanced once "));
    EXPECT_EQ(parse({"once", "--version"}).parsed.exit, 0);
}

TEST(options, FaultsAreNamedAndEndWithTwo) {
    struct wrong {
        std::vector<const char*> arguments;
        const char* said;
    };
    const std::vector<wrong> all{
        {{"--nonsense"}, "--nonsense: no such flag"},
        {{"--config.fil=x"}, "--config.fil: no such flag (did you mean \"--config.file\"?)"},
        {{"-x"}, "-x: no such flag"},
        {{"nonsense"}, "no such command \"nonsense\""},
        {{"chek-config"}, "no such command \"chek-config\" (did you mean \"check-config\"?)"},
        {{"--log.level=loud"}, "--log.level: must be debug, info, warn or error"},
        {{"--log.level=1"}, "--log.level: must be"},
        {{"--log.format=xml"}, "--log.format: must be logfmt or json"},
        {{"--log.level=info", "--log.level=warn"}, "--log.level: is given twice"},
        {{"--config.file"}, "--config.file: needs a value, PATH"},
        {{"--config.file="}, "--config.file: must not be empty"},
        {{"--config.file=", "x"}, "--config.file: must not be empty"},
        {{"--config.file", ""}, "--config.file: must not be empty"},
        {{"--web.listen-address=nowhere"}, "--web.listen-address: must be HOST:PORT"},
        {{"--web.listen-address="}, "--web.listen-address: must not be empty"},
        {{"--web.telemetry-path=metrics"}, "--web.telemetry-path: must be"},
        {{"--web.enable-lifecycle=false"}, "--web.enable-lifecycle: takes no value"},
        {{"--web.probe-address=:x"}, "--web.probe-address: must be"},
        {{"--web.probe-address=127.0.0.1:10440"}, "--web.probe-address: must be another"},
        {{"--shard=0"}, "--shard and --total-shards: need each other"},
        {{"--total-shards=2"}, "--shard and --total-shards: need each other"},
        {{"--shard=2", "--total-shards=2"}, "--shard: must be below --total-shards, 2"},
        {{"check-config", "check-config"}, "check-config: is a second command"},
        {{"check-config", "--output=json"}, "--output: belongs to the command once"},
        {{"--ready"}, "--ready: belongs to the command healthcheck"},
    };
    for (const wrong& one : all) {
        const parse_result result = parse(one.arguments);
        EXPECT_EQ(result.parsed.exit, 2) << one.said;
        EXPECT_THAT(result.err, StartsWith(std::string("edenai-balanced: ") + one.said));
        EXPECT_EQ(result.out, "");
    }
}

TEST(options, FaultsOfOnceAreAPluginsAndThoseOfHealthcheckOne) {
    const parse_result once = parse({"--output=xml", "once"});
    EXPECT_EQ(once.parsed.exit, 3);
    EXPECT_EQ(once.out, "EDENAI UNKNOWN - --output: must be table or json\n");
    EXPECT_EQ(once.err, "");
    const parse_result health = parse({"healthcheck", "--online"});
    EXPECT_EQ(health.parsed.exit, 1);
    EXPECT_THAT(health.err, HasSubstr("--online"));
}

TEST(options, AKeyThatIsNoFlagIsNotRepeated) {
    for (const char* argument : {"sk-eden-secret", "--key=sk-eden-secret"}) {
        const parse_result result = parse({argument});
        EXPECT_EQ(result.parsed.exit, 2);
        EXPECT_THAT(result.err, ::testing::Not(HasSubstr("secret")));
    }
}

TEST(listen_address, IsTakenApartAndWrittenAgain) {
    for (const char* text :
         {"127.0.0.1:10440", "[::1]:10440", ":10440", "localhost:0", "[fe80::1%eth0]:65535"}) {
        const auto address = parse_listen_address(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(address->text(), text);
    }
    EXPECT_EQ(parse_listen_address("[::1]:80")->host, "::1");
    EXPECT_EQ(parse_listen_address(":80")->host, "");
}

TEST(listen_address, RefusesWhatIsNone) {
    for (const char* text : {"", ":", "10440", "::1:80", "::1", "[::1]", "[]:80", "[127.0.0.1]:80", "a:65536",
                             "a:-1", "a:+1", "a: 1", "a:1 ", "a b:1", "http://a:1", "u@a:1"})
        EXPECT_FALSE(parse_listen_address(text)) << text;
}

} // namespace
} // namespace balanced
