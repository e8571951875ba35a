#include <balanced/app/account_key.hpp>

#include <gtest/gtest.h>
#include <support/temporary_folder.hpp>

#include <fstream>

namespace balanced {
namespace {

account_settings account_with_file(const std::string& path) {
    account_settings account;
    account.authorization = {authorization::source::file, path, {}};
    return account;
}

std::string key_of(const account_settings& account) {
    return std::get<account_key>(read_account_key(account.authorization, account.api)).key;
}

TEST(account_key, IsWhatTheFileHoldsNow) {
    const testing::temporary_folder folder;
    const account_settings account = account_with_file(folder.path("key"));
    std::ofstream(folder.path("key")) << " first\n";
    EXPECT_EQ(key_of(account), "first");
    std::ofstream(folder.path("key")) << "second";
    EXPECT_EQ(key_of(account), "second");
}

TEST(account_key, IsAFailedPollWhereTheFileIsBad) {
    const testing::temporary_folder folder;
    const account_settings account = account_with_file(folder.path("key"));
    const auto missing = std::get<poll_failure>(read_account_key(account.authorization, account.api));
    EXPECT_EQ(missing.reason, failure_reason::credentials);
    EXPECT_EQ(missing.detail, folder.path("key") + ": No such file or directory");
    std::ofstream(folder.path("key")) << "one\ntwo\n";
    const auto several = std::get<poll_failure>(read_account_key(account.authorization, account.api));
    EXPECT_EQ(several.detail.find("one"), std::string::npos);
    EXPECT_NE(several.detail.find("has several lines"), std::string::npos);
}

TEST(account_key, MayStandInTheSettings) {
    account_settings account;
    account.authorization = {authorization::source::inline_text, {}, "secret"};
    EXPECT_EQ(key_of(account), "secret");
}

TEST(account_key, DecidesOnTheApiEachTimeItIsRead) {
    const testing::temporary_folder folder;
    account_settings account = account_with_file(folder.path("key"));
    std::ofstream(folder.path("key")) << "sk-eden-1";
    EXPECT_EQ(std::get<account_key>(read_account_key(account.authorization, account.api)).api, api_kind::v2);
    std::ofstream(folder.path("key")) << "mgmt-eden-1";
    EXPECT_EQ(std::get<account_key>(read_account_key(account.authorization, account.api)).api, api_kind::v3);
    for (const api_kind wanted : {api_kind::v2, api_kind::v3, api_kind::self}) {
        account.api = wanted;
        EXPECT_EQ(std::get<account_key>(read_account_key(account.authorization, account.api)).api, wanted);
    }
}

TEST(account_key, MaySayWhenItEnds) {
    account_settings account;
    account.authorization = {authorization::source::inline_text, {}, "e30.eyJleHAiOjE4MDAwMDAwMDB9.c2ln"};
    EXPECT_EQ(std::get<account_key>(read_account_key(account.authorization, account.api)).expire,
              time_point(std::chrono::seconds(1'800'000'000)));
    account.authorization.text = "sk-eden-1";
    EXPECT_EQ(std::get<account_key>(read_account_key(account.authorization, account.api)).expire,
              std::nullopt);
}

} // namespace
} // namespace balanced
