#include <balanced/app/state_keeper.hpp>
#include <balanced/os/file_version.hpp>

#include <app/kept_state.hpp>
#include <gmock/gmock.h>

namespace balanced {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(state_keeper, WithoutAFileNothingIsWaitedFor) {
    keeping keeper("");
    EXPECT_THAT(keeper->load(), IsEmpty());
    keeper->changed(true);
    bool saved = false;
    keeper.when_saved([&] { saved = true; });
    EXPECT_TRUE(saved);
    keeper.finish();
    EXPECT_EQ(keeper.log_text(), "");
}

TEST(state_keeper, LoadsWhatWasKeptAtTheStop) {
    const testing::temporary_folder folder;
    const std::string path = folder.path("state.json");
    {
        keeping keeper(path);
        EXPECT_THAT(keeper->load(), IsEmpty());
        keeper.accounts[0].snapshot = listed(5);
        keeper.finish();
        EXPECT_EQ(keeper.log_text(), "") << "a first start is no news";
    }
    keeping keeper(path);
    const remembered_accounts accounts = keeper->load();
    ASSERT_EQ(accounts.size(), 1U);
    EXPECT_EQ(accounts.at("default")->tokens.at(0), (remembered_token{"x", 5, level::warning, {}, 0, 0}));
    EXPECT_THAT(keeper.log_text(), HasSubstr("level=info event=state_restored "));
}

TEST(state_keeper, AnUrgentChangeIsOnTheDiskBeforeItIsTold) {
    const testing::temporary_folder folder;
    const std::string path = folder.path("state.json");
    keeping keeper(path, {.regular = never});
    keeper.start();
    keeper.accounts[0].snapshot = listed(5);
    keeper->changed(true);
    std::vector<std::optional<double>> seen;
    keeper.when_saved([&] { seen.push_back(balance_in(path)); });
    EXPECT_THAT(seen, IsEmpty());
    keeper.run_until([&] { return !seen.empty(); });
    EXPECT_THAT(seen, ElementsAre(5));
}

TEST(state_keeper, WhatIsNotUrgentIsNotWaitedFor) {
    const testing::temporary_folder folder;
    keeping keeper(folder.path("state.json"), {.regular = never});
    keeper.start();
    keeper.accounts[0].snapshot = listed(5);
    keeper->changed(false);
    bool told = false;
    keeper.when_saved([&] { told = true; });
    EXPECT_TRUE(told);
}

TEST(state_keeper, NobodyWaitsAfterACancellation) {
    const testing::temporary_folder folder;
    const std::string path = folder.path("state.json");
    keeping keeper(path, {.regular = never});
    keeper.accounts[0].snapshot = listed(5);
    keeper->changed(true);
    boost::asio::cancellation_signal signal;
    bool ended = false;
    boost::asio::co_spawn(
        keeper.loop(), keeper->saved(),
        boost::asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr&) { ended = true; }));
    keeper.loop().poll();
    EXPECT_FALSE(ended);
    signal.emit(boost::asio::cancellation_type::terminal);
    keeper.loop().poll();
    EXPECT_TRUE(ended);
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(state_keeper, UrgentWritesKeepTheirDistance) {
    const testing::temporary_folder folder;
    const std::string path = folder.path("state.json");
    keeping keeper(path, {.regular = never, .urgent = never});
    keeper.start();
    keeper.save(5);
    keeper.accounts[0].snapshot = listed(4);
    keeper->changed(true);
    bool told = false;
    keeper.when_saved([&] { told = true; });
    EXPECT_FALSE(told);
    EXPECT_EQ(balance_in(path), 5);
    keeper.finish();
    EXPECT_EQ(balance_in(path), 4);
}

TEST(state_keeper, OtherChangesAreWrittenRegularly) {
    const testing::temporary_folder folder;
    const std::string path = folder.path("state.json");
    keeping keeper(path, {.regular = 1ms, .urgent = 1ms});
    keeper.start();
    for (const double balance : {50, 40}) {
        keeper.accounts[0].snapshot = listed(balance);
        keeper->changed(false);
        keeper.run_until([&] { return balance_in(path) == balance; });
    }
}

TEST(state_keeper, AFileThatWouldSayTheSameIsLeftAlone) {
    const testing::temporary_folder folder;
    const std::string path = folder.path("state.json");
    keeping keeper(path, {.regular = never, .urgent = 1ms});
    keeper.start();
    keeper.save(5);
    const file_version first = version_of(path);
    keeper.save(5);
    EXPECT_EQ(version_of(path), first);
    keeper.save(4);
    EXPECT_NE(version_of(path), first);
    const file_version second = version_of(path);
    keeper.finish();
    EXPECT_NE(version_of(path), second) << "the time of the last list is worth a write at the stop";
}

TEST(state_keeper, AnOlderFileIsNotReplacedByNothing) {
    const testing::temporary_folder folder;
    const std::string path = folder.write("state.json", "from another time");
    keeping keeper(path, {.regular = 1ms, .urgent = 1ms});
    keeper.start();
    keeper->changed(true);
    bool told = false;
    keeper.when_saved([&] { told = true; });
    keeper.run_until([&] { return told; });
    keeper.finish();
    EXPECT_EQ(read_file(path).text, "from another time");
}

TEST(state_keeper, WhatWasRememberedIsKeptThoughNoListCame) {
    const testing::temporary_folder folder;
    const std::string path = folder.path("state.json");
    {
        keeping keeper(path);
        keeper.accounts[0].snapshot = listed(5);
        keeper.finish();
    }
    {
        keeping keeper(path);
        account_snapshot failed;
        failed.remembered = keeper->load().at("default");
        keeper.accounts[0].snapshot = std::make_shared<const account_snapshot>(failed);
        std::filesystem::remove(path);
        keeper.finish();
    }
    EXPECT_EQ(balance_in(path), 5);
}

TEST(state_keeper, AnAccountThatIsGoneIsForgotten) {
    const testing::temporary_folder folder;
    const std::string path = folder.path("state.json");
    keeping keeper(path, {.urgent = 1ms});
    keeper.start();
    keeper.accounts.push_back({"other", listed(7)});
    keeper.save(5);
    EXPECT_EQ(read_state(read_file(path).text).state.accounts.size(), 2U);
    keeper.accounts.pop_back();
    keeper.save(5);
    EXPECT_EQ(read_state(read_file(path).text).state.accounts.size(), 1U);
}

TEST(state_keeper, LinesThatWouldBeToldAgainAreUrgent) {
    EXPECT_FALSE(is_urgent({}));
    EXPECT_FALSE(is_urgent({poll_failed{}, poll_recovered{}, name_collision{}, zoneless_expire_time{}}));
    EXPECT_TRUE(is_urgent({poll_recovered{}, threshold_crossed{}}));
    EXPECT_TRUE(is_urgent({threshold_recovered{}}));
    EXPECT_TRUE(is_urgent({balance_added{}}));
    EXPECT_TRUE(is_urgent({token_added{}}));
    EXPECT_TRUE(is_urgent({token_removed{}}));
    EXPECT_TRUE(is_urgent({tokens_listed{}}));
}

} // namespace
} // namespace balanced
