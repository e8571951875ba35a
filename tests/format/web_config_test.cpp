#include "config_files.hpp"
#include <balanced/format/web_config.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <vector>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

const std::string folder = std::string(TEST_DATA_DIR) + "/web_config/";

std::vector<std::string> names_beginning(const std::string& prefix) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().filename().string().starts_with(prefix) && entry.path().extension() == ".yml")
            names.push_back(entry.path().stem().string());
    }
    std::ranges::sort(names);
    return names;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

web_config read_named(const std::string& name) {
    return parse_web_config(file_text(folder + name + ".yml"), name + ".yml");
}

class invalid_web_configuration : public testing::TestWithParam<std::string> {};

TEST_P(invalid_web_configuration, HasTheFaultsWrittenBesideIt) {
    const std::vector<std::string> expected = lines_of(file_text(folder + GetParam() + ".txt"));
    EXPECT_THAT(expected, Not(IsEmpty()));
    EXPECT_EQ(read_named(GetParam()).faults, expected);
}

TEST_P(invalid_web_configuration, ShowsNoSecret) {
    const web_config read = read_named(GetParam());
    EXPECT_THAT(read.faults, Each(Not(HasSubstr("s3cr3t"))));
    EXPECT_THAT(read.notes, Each(Not(HasSubstr("s3cr3t"))));
}

INSTANTIATE_TEST_SUITE_P(files, invalid_web_configuration, testing::ValuesIn(names_beginning("invalid-")),
                         [](const auto& one) {
                             std::string name = one.param;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

TEST(parse_web_config, FindsNothingInTheValidFiles) {
    const auto names = names_beginning("valid-");
    EXPECT_THAT(names, testing::SizeIs(4));
    for (const std::string& name : names) {
        EXPECT_THAT(read_named(name).faults, IsEmpty()) << name;
        EXPECT_THAT(read_named(name).notes, IsEmpty()) << name;
    }
}

TEST(parse_web_config, NothingIsPlainHttpForEveryone) {
    EXPECT_EQ(read_named("valid-empty").settings, web_settings());
    EXPECT_EQ(read_named("valid-nulls").settings, web_settings());
}

TEST(parse_web_config, ReadsHeadersUsersAndTheRateLimit) {
    const web_settings read = read_named("valid-full").settings;
    EXPECT_THAT(read.headers,
                ElementsAre(Pair("X-Frame-Options", "sameorigin"), Pair("X-Content-Type-Options", "nosniff"),
                            Pair("X-XSS-Protection", "1"),
                            Pair("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")));
    EXPECT_THAT(read.users,
                ElementsAre(Pair("alice", "$2y$12$1DpfPeqF9HzHJt.EWswy1exHluGfbhnn3yXhR7Xes6m3WJqFg0Wby"),
                            Pair("bob", "$2b$18$4VeFDzXIoPHKnKTU3O3GH.N.vZu06CVqczYZ8WvfzrddFU6tGqjR."),
                            Pair("carol", "$2a$10$qRTBuFoULoYNA7AQ/F3ck.trZBPyjV64.oA4ZsSBCIWvXuvQlQTuu")));
    EXPECT_EQ(read.rate_limit, (rate_limit_settings{90s, 10}));
}

TEST(parse_web_config, AnIntervalOfNothingIsNoLimit) {
    for (const std::string text : {"rate_limit: {}", "rate_limit: {interval: 0, burst: 0}",
                                   "rate_limit: {interval: 0s, burst: 5}", "rate_limit: {burst: 5}"}) {
        const web_config read = parse_web_config(text, "web.yml");
        EXPECT_THAT(read.faults, IsEmpty()) << text;
        EXPECT_EQ(read.settings.rate_limit, std::nullopt) << text;
    }
}

TEST(parse_web_config, NotesWhatHasAnotherEffectThanItSeems) {
    const web_config read = parse_web_config("http_server_config: {http2: true}\n"
                                             "rate_limit: {interval: 5}\n",
                                             "web.yml");
    EXPECT_THAT(read.faults, IsEmpty());
    EXPECT_THAT(read.notes,
                ElementsAre("web.yml:1:22: http2 has no effect: this server speaks HTTP/1.1 alone",
                            "web.yml:2:1: rate_limit without a burst refuses every request",
                            "web.yml:2:24: interval without a unit is nanoseconds: write 1s"));
}

} // namespace
} // namespace balanced
