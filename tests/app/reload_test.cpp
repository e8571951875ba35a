#include <balanced/app/reload.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>
#include <support/run_coroutine.hpp>
#include <support/watched_accounts.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace balanced {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class reloading : public ::testing::Test {
protected:
    reloading() {
        service.set_list(R"([{"name":"a","balance":50,"active_balance":true}])");
        std::ofstream(folder.path("key")) << "simulated-key";
        options.config_file = folder.path("config.yml");
        write("one");
        subject.begin_with(load_configuration(options, calendar));
    }

    void write(const std::string& account) { write_text(text_for(account)); }
    void write_text(const std::string& text) { std::ofstream(options.config_file) << text; }

    std::string text_for(const std::string& account) const {
        return "accounts: [{name: " + account + ", base_url: '" + service.base_url() +
               "', authorization: {credentials_file: " + folder.path("key") +
               "}, tls_config: {ca_file: " + service.ca_file() + "}}]\n";
    }

    std::vector<std::string> reload_now() { return testing::run_coroutine(watched.loop, subject.reload()); }

    void look() {
        bool looked = false;
        const auto on_end = [&](const std::exception_ptr&) { looked = true; };
        boost::asio::co_spawn(watched.loop, subject.look(), on_end);
        watched.run_until([&] { return looked; });
    }

    std::string name_of_account() const { return watched.board.accounts.begin()->first; }

    testing::temporary_folder folder;
    simulator::service service;
    balanced::options options;
    std::shared_ptr<const reset_calendar> calendar =
        std::make_shared<const reset_calendar>(reset_calendar{{{time_point{}, std::chrono::hours(1)}}});
    testing::watched_accounts watched{{}};
    int begun = 0;
    int ended = 0;
    balanced::reloader subject{options,
                               calendar,
                               watched.accounts,
                               watched.counters,
                               watched.daemon_log(),
                               watched.loop.get_executor(),
                               {[this] { ++begun; }, [this] { ++ended; }}};
};

TEST_F(reloading, TakesWhatTheFileSaysNow) {
    EXPECT_EQ(name_of_account(), "one");
    write("two");
    EXPECT_THAT(reload_now(), IsEmpty());
    EXPECT_EQ(name_of_account(), "two");
    EXPECT_EQ(watched.board.accounts.size(), 1U);
    EXPECT_EQ(begun, 1);
    EXPECT_EQ(ended, 1);
    EXPECT_THAT(watched.page(), HasSubstr("edenai_balanced_config_last_reload_successful 1\n"));
    EXPECT_THAT(watched.log_text(), HasSubstr("level=info event=config_reloaded"));
}

TEST_F(reloading, ABadFileChangesNothingAndSaysAllItsFaults) {
    write_text("accounts: [{nmae: x}]\nmetrics: {exclude: [nothing]}\n");
    const std::vector<std::string> faults = reload_now();
    ASSERT_EQ(faults.size(), 3U);
    EXPECT_EQ(name_of_account(), "one");
    EXPECT_EQ(ended, 1);
    EXPECT_THAT(watched.page(), HasSubstr("edenai_balanced_config_last_reload_successful 0\n"));
    const std::string log = watched.log_text();
    EXPECT_THAT(log, HasSubstr("level=error event=config_rejected"));
    EXPECT_THAT(log, HasSubstr("did you mean"));
    EXPECT_THAT(log, HasSubstr("nothing"));
}

TEST_F(reloading, AKeyFileThatIsGoneIsAFault) {
    std::filesystem::remove(folder.path("key"));
    EXPECT_THAT(reload_now(), ElementsAre(HasSubstr("No such file")));
    EXPECT_EQ(name_of_account(), "one");
}

TEST_F(reloading, ALookReloadsOnlyWhereTheContentIsAnother) {
    look();
    EXPECT_EQ(begun, 0);
    write("two");
    look();
    EXPECT_EQ(name_of_account(), "two");
    write_text("nonsense: true");
    look();
    look();
    EXPECT_EQ(begun, 2) << "what was rejected is not tried again";
    std::filesystem::remove(options.config_file);
    look();
    look();
    EXPECT_EQ(begun, 3);
    write("three");
    look();
    EXPECT_EQ(name_of_account(), "three");
}

TEST_F(reloading, ALookNoticesThatWhatWasMissingHasCome) {
    write_text(text_for("late") + "# " + folder.path("key"));
    std::filesystem::rename(folder.path("key"), folder.path("elsewhere"));
    look();
    EXPECT_EQ(begun, 1);
    EXPECT_EQ(name_of_account(), "one");
    std::filesystem::rename(folder.path("elsewhere"), folder.path("key"));
    look();
    EXPECT_EQ(begun, 2);
    EXPECT_EQ(name_of_account(), "late");
}

TEST_F(reloading, ALookFollowsASwappedLink) {
    for (const char* name : {"v1", "v2"})
        std::filesystem::create_directory(folder.path(name));
    std::ofstream(folder.path("v1/config.yml")) << text_for("first");
    std::ofstream(folder.path("v2/config.yml")) << text_for("second");
    std::filesystem::create_directory_symlink("v1", folder.path("..data"));
    options.config_file = folder.path("..data/config.yml");
    look();
    EXPECT_EQ(name_of_account(), "first");
    std::filesystem::create_directory_symlink("v2", folder.path("..new"));
    std::filesystem::rename(folder.path("..new"), folder.path("..data"));
    look();
    EXPECT_EQ(name_of_account(), "second");
}

TEST_F(reloading, ResetsGoByTheCalendarFromTheStartOn) {
    watched.run_polls(1);
    EXPECT_TRUE(watched.snapshot().resets);
    write("two");
    EXPECT_THAT(reload_now(), IsEmpty());
    watched.run_polls(1);
    EXPECT_TRUE(watched.snapshot().resets);
}

TEST_F(reloading, SeveralAtOnceComeOneAfterTheOther) {
    int at_once = 0;
    int most_at_once = 0;
    const auto ended_one = [&](const std::exception_ptr&, const std::vector<std::string>&) {};
    balanced::reloader serial(options, calendar, watched.accounts, watched.counters, watched.daemon_log(),
                              watched.loop.get_executor(),
                              {[&] { most_at_once = std::max(most_at_once, ++at_once); },
                               [&] {
                                   --at_once;
                                   ++ended;
                               }});
    for (int i = 0; i < 5; ++i)
        boost::asio::co_spawn(watched.loop, serial.reload(), ended_one);
    watched.run_until([&] { return ended == 5; });
    EXPECT_EQ(most_at_once, 1);
}

TEST_F(reloading, AHangupReloads) {
    boost::asio::cancellation_signal stop;
    bool stopped = false;
    const auto on_stop = [&](const std::exception_ptr&) { stopped = true; };
    boost::asio::co_spawn(watched.loop, subject.watch_hangups(),
                          boost::asio::bind_cancellation_slot(stop.slot(), on_stop));
    watched.loop.poll();
    write("two");
    std::raise(SIGHUP);
    watched.run_until([&] { return ended == 1; });
    EXPECT_EQ(name_of_account(), "two");
    stop.emit(boost::asio::cancellation_type::terminal);
    watched.run_until([&] { return stopped; });
}

TEST_F(reloading, KeepsToItsShard) {
    options.total_shards = 2;
    write_text("accounts:\n" + std::string("- {name: default, authorization: {credentials_file: key}}\n"
                                           "- {name: équipe, authorization: {credentials_file: key}}\n"));
    EXPECT_THAT(reload_now(), IsEmpty());
    EXPECT_EQ(watched.board.accounts.size(), 1U);
    EXPECT_EQ(name_of_account(), "default");
    options.shard = 1;
    EXPECT_THAT(reload_now(), IsEmpty());
    EXPECT_EQ(name_of_account(), "équipe");
    EXPECT_THAT(watched.page(), Not(HasSubstr("account=\"default\"")));
}

} // namespace
} // namespace balanced
