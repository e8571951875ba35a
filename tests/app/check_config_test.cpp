#include "said.hpp"
#include <balanced/app/check_config.hpp>

#include <gmock/gmock.h>
#include <support/watched_accounts.hpp>

namespace balanced {
namespace {

using ::testing::HasSubstr;

struct check_config_test : ::testing::Test {
    check_config_test() { options.command = command::check_config; }
    testing::said run() const {
        return testing::run([this] { return run_check_config(options, loaded); });
    }

    config loaded;
    balanced::options options;
};

TEST_F(check_config_test, SaysTheFaultsOfEveryFileAtOnce) {
    loaded.faults = {"a.yml:1:1: is wrong"};
    options.web_config_file = "/nowhere/web.yml";
    const testing::said said = run();
    EXPECT_EQ(said.exit, 2);
    EXPECT_EQ(said.out, "");
    EXPECT_EQ(said.err, "a.yml:1:1: is wrong\n/nowhere/web.yml: No such file or directory\n");
}

TEST_F(check_config_test, AsksNobodyUnlessItIsTold) {
    simulator::service service;
    loaded.settings.accounts = {testing::account_of(service)};
    EXPECT_EQ(run().exit, 0);
    EXPECT_EQ(service.request_count(), 0U);
}

TEST_F(check_config_test, OnlineSaysHowEachAccountAnswers) {
    simulator::service good;
    good.set_list(R"([{"name":"a","token_type":"api_token"}])");
    loaded.settings.accounts = {testing::account_of(good, "good")};
    options.online = true;
    const testing::said well = run();
    EXPECT_EQ(well.exit, 0);
    EXPECT_EQ(well.out, "the environment is valid: 1 account\ngood: ok, 1 token\n");

    simulator::service bad;
    bad.push(simulator::refusal(403));
    loaded.settings.accounts = {testing::account_of(bad, "bad"), testing::account_of(good, "good")};
    const testing::said ill = run();
    EXPECT_EQ(ill.exit, 2);
    EXPECT_THAT(ill.out, HasSubstr("good: ok, 1 token\n"));
    EXPECT_THAT(ill.err, ::testing::StartsWith("bad: poll failed: forbidden: 403"));
}

TEST_F(check_config_test, FaultsKeepItOffline) {
    simulator::service service;
    loaded.settings.accounts = {testing::account_of(service)};
    loaded.faults = {"a.yml:1:1: is wrong"};
    options.online = true;
    EXPECT_EQ(run().exit, 2);
    EXPECT_EQ(service.request_count(), 0U);
}

} // namespace
} // namespace balanced
