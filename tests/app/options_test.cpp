#include <balanced/app/options.hpp>

#include <gmock/gmock.h>

#include <vector>

namespace balanced {
namespace {

using ::testing::HasSubstr;

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

TEST(options, FaultsAreNamedAndEndWithTwo) {
    struct wrong {
        std::vector<const char*> arguments;
        const char* said;
    };
    const std::vector<wrong> all{
        {{"--nonsense"}, "--nonsense"},
        {{"nonsense"}, "nonsense"},
        {{"--log.level=loud"}, "log.level"},
        {{"--log.level=1"}, "log.level"},
        {{"--log.format=xml"}, "log.format"},
        {{"--log.level=info", "--log.level=warn"}, "log.level"},
        {{"--config.file"}, "config.file"},
        {{"--config.file="}, "config.file"},
        {{"--web.listen-address=nowhere"}, "web.listen-address"},
        {{"--web.listen-address="}, "web.listen-address"},
        {{"--web.telemetry-path=metrics"}, "web.telemetry-path"},
        {{"--web.telemetry-path=/-/ready"}, "web.telemetry-path"},
        {{"--web.telemetry-path=/a?b"}, "web.telemetry-path"},
        {{"check-config", "check-config"}, "check-config"},
    };
    for (const wrong& one : all) {
        const parse_result result = parse(one.arguments);
        EXPECT_EQ(result.parsed.exit, 2) << one.arguments[0];
        EXPECT_THAT(result.err, HasSubstr(one.said));
        EXPECT_EQ(result.out, "");
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
