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

TEST(account_key, IsWhatTheFileHoldsNow) {
    const testing::temporary_folder folder;
    const account_settings account = account_with_file(folder.path("key"));
    std::ofstream(folder.path("key")) << " first\n";
    EXPECT_EQ(std::get<std::string>(read_account_key(account)), "first");
    std::ofstream(folder.path("key")) << "second";
    EXPECT_EQ(std::get<std::string>(read_account_key(account)), "second");
}

TEST(account_key, IsAFailedPollWhereTheFileIsBad) {
    const testing::temporary_folder folder;
    const account_settings account = account_with_file(folder.path("key"));
    const auto missing = std::get<poll_failure>(read_account_key(account));
    EXPECT_EQ(missing.reason, failure_reason::credentials);
    EXPECT_EQ(missing.detail, folder.path("key") + ": No such file or directory");
    std::ofstream(folder.path("key")) << "one\ntwo\n";
    const auto several = std::get<poll_failure>(read_account_key(account));
    EXPECT_EQ(several.detail.find("one"), std::string::npos);
    EXPECT_NE(several.detail.find("has several lines"), std::string::npos);
}

TEST(account_key, MayStandInTheSettings) {
    account_settings account;
    account.authorization = {authorization::source::inline_text, {}, "secret"};
    EXPECT_EQ(std::get<std::string>(read_account_key(account)), "secret");
}

} // namespace
} // namespace balanced
