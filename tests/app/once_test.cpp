#include "said.hpp"
#include <balanced/app/clock.hpp>
#include <balanced/app/once.hpp>
#include <balanced/format/state.hpp>
#include <balanced/os/files.hpp>

#include <gmock/gmock.h>
#include <support/watched_accounts.hpp>

#include <algorithm>

namespace balanced {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct once_test : ::testing::Test {
    once_test() {
        service.set_list(
            R"([{"name":"fine","token_type":"api_token","balance":50,"active_balance":true,"expire_time":null},)"
            R"({"name":"low","token_type":"api_token","balance":5,"active_balance":true,"expire_time":null}])");
        loaded.settings.accounts = {testing::account_of(service)};
        options.command = command::once;
    }
    testing::said run() const {
        return testing::run([this] { return run_once(options, loaded); });
    }

    simulator::service service;
    config loaded;
    balanced::options options;
};

TEST_F(once_test, PrintsATableAndEndsAsAPluginDoes) {
    const testing::said said = run();
    EXPECT_EQ(said.exit, 1);
    EXPECT_THAT(said.out, StartsWith("EDENAI WARNING - 1 warning of 2 tokens: low warning (5 credits) | "
                                     "'fine'=50;10:;2: 'low'=5;10:;2:\nACCOUNT "));
    EXPECT_EQ(said.err, "");
    EXPECT_EQ(service.request_count(), 1U);
}

TEST_F(once_test, JudgesOnlyTheTokensAskedFor) {
    options.token_name = "f*";
    const testing::said said = run();
    EXPECT_EQ(said.exit, 0);
    EXPECT_THAT(said.out, StartsWith("EDENAI OK - 1 token is ok | 'fine'=50;10:;2:\n"));
    options.token_name = "none";
    EXPECT_EQ(run().exit, 3);
}

TEST_F(once_test, PrintsJson) {
    options.output = output_format::json;
    const testing::said said = run();
    EXPECT_EQ(said.exit, 1);
    EXPECT_THAT(said.out, StartsWith(R"({"status":"warning",)"));
    EXPECT_THAT(said.out, EndsWith("}\n"));
}

TEST_F(once_test, AFailedPollIsUnknown) {
    service.push(simulator::refusal(401));
    const testing::said said = run();
    EXPECT_EQ(said.exit, 3);
    EXPECT_THAT(said.out, StartsWith("EDENAI UNKNOWN - poll failed of default (unauthorized: 401"));
}

TEST_F(once_test, FaultsOfTheConfigurationAreUnknownAndAskNobody) {
    loaded.faults = {"a.yml:1:1: is wrong", "a.yml:2:1: is wrong too"};
    const testing::said text = run();
    EXPECT_EQ(text.exit, 3);
    EXPECT_EQ(text.out, "EDENAI UNKNOWN - a.yml:1:1: is wrong (and 1 more)\n"
                        "a.yml:1:1: is wrong\na.yml:2:1: is wrong too\n");
    options.output = output_format::json;
    const testing::said json = run();
    EXPECT_EQ(json.exit, 3);
    EXPECT_THAT(json.out, HasSubstr(R"("faults":["a.yml:1:1: is wrong","a.yml:2:1: is wrong too"])"));
    EXPECT_EQ(service.request_count(), 0U);
}

TEST_F(once_test, GoesOnFromTheStateFileAndLeavesItAlone) {
    const testing::temporary_folder folder;
    const time_point listed = system_now() - std::chrono::hours(1);
    state_text text("1", listed);
    text.add("default",
             {listed, {{.name = "fine", .balance = 60, .burn = {10, 3600, std::chrono::hours(1)}}}});
    const std::string state = std::move(text).finish();
    options.state_file = folder.write("state.json", state);
    const testing::said said = run();
    EXPECT_EQ(said.err, "");
    EXPECT_EQ(said.exit, 2);
    EXPECT_THAT(said.out, HasSubstr("fine critical (lasts "));
    EXPECT_THAT(said.out, HasSubstr(" RUNWAY "));
    EXPECT_EQ(read_file(options.state_file).text, state);
}

TEST_F(once_test, AStateFileThatIsOfNoUseCostsAWarning) {
    const testing::temporary_folder folder;
    for (const std::string& path :
         {folder.write("state.json", "damaged"), folder.path("none"), folder.path()}) {
        options.state_file = path;
        const testing::said said = run();
        EXPECT_EQ(said.exit, 1);
        EXPECT_THAT(said.out, StartsWith("EDENAI WARNING - "));
        EXPECT_THAT(said.err, StartsWith("warning: " + path + ": "));
        EXPECT_EQ(std::ranges::count(said.err, '\n'), 1);
    }
    EXPECT_EQ(read_file(folder.path("state.json")).text, "damaged");
}

TEST_F(once_test, WarningsDoNotComeBeforeTheFirstLine) {
    loaded.warnings = {"a key in the file"};
    const testing::said said = run();
    EXPECT_THAT(said.out, StartsWith("EDENAI "));
    EXPECT_EQ(said.err, "warning: a key in the file\n");
}

} // namespace
} // namespace balanced
