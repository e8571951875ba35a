#include <balanced/app/service_status.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <support/manager_socket.hpp>
#include <support/temporary_folder.hpp>

#include <functional>

namespace balanced {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using snapshots = std::vector<std::shared_ptr<const account_snapshot>>;

tracked_token token_at(std::optional<level> balance, std::optional<level> expiry = std::nullopt) {
    tracked_token token;
    token.balance_level = balance;
    token.expiry_level = expiry;
    return token;
}

account_snapshot polled(std::vector<tracked_token> tokens) {
    account_snapshot snapshot;
    snapshot.tokens = std::move(tokens);
    snapshot.last_poll = time_point{};
    return snapshot;
}

std::string text_of(const std::vector<account_snapshot>& accounts) {
    snapshots shared;
    for (const account_snapshot& account : accounts)
        shared.push_back(std::make_shared<const account_snapshot>(account));
    return status_text(shared);
}

TEST(status_text, CountsTheTokensAndThoseInTrouble) {
    const account_snapshot first = polled({token_at(level::ok), token_at(level::warning, level::worst),
                                           token_at(std::nullopt, level::critical), token_at(std::nullopt)});
    EXPECT_EQ(text_of({first}), "4 tokens, 2 in trouble");
    EXPECT_EQ(text_of({first, polled({token_at(level::ok, level::ok)})}), "5 tokens, 2 in trouble");
    EXPECT_EQ(text_of({polled({token_at(level::worst)})}), "1 token, 1 in trouble");
    EXPECT_EQ(text_of({polled({})}), "0 tokens, 0 in trouble");
    EXPECT_EQ(text_of({}), "0 tokens, 0 in trouble");
}

TEST(status_text, ARunwayIsATroubleToo) {
    tracked_token ending = token_at(level::ok, level::ok);
    ending.runway_level = level::warning;
    tracked_token lasting = token_at(level::ok);
    lasting.runway_level = level::ok;
    account_snapshot account = polled({ending, lasting});
    EXPECT_EQ(text_of({account}), "2 tokens, 1 in trouble");
    account.stale = true;
    EXPECT_EQ(text_of({account}), "2 tokens, 0 in trouble");
}

TEST(status_text, OfAStaleAccountKnowsOnlyExpiries) {
    account_snapshot stale = polled({token_at(level::worst), token_at(level::ok, level::warning)});
    stale.stale = true;
    EXPECT_EQ(text_of({stale}), "2 tokens, 1 in trouble");
}

TEST(status_text, TellsOfAccountsThatCannotBePolled) {
    account_snapshot failing = polled({token_at(level::ok)});
    failing.outage.emplace();
    EXPECT_EQ(text_of({failing}), "1 token, 0 in trouble; polls of 1 of 1 account fail");
    EXPECT_EQ(text_of({failing, polled({})}), "1 token, 0 in trouble; polls of 1 of 2 accounts fail");
}

TEST(status_text, WaitsUntilSomethingWasPolled) {
    EXPECT_EQ(text_of({account_snapshot{}, account_snapshot{}}), "waiting for the first tokens");
    EXPECT_EQ(text_of({account_snapshot{}, polled({token_at(level::ok)})}), "1 token, 0 in trouble");
}

/// A task on a loop beside the manager that it talks to.
class service_status : public ::testing::Test {
protected:
    service_manager manager_watching(const char* usec) const {
        return service_manager({name.c_str(), usec, nullptr});
    }

    void start(asio::awaitable<void> task) {
        const auto note_end = [this](const std::exception_ptr&) { ended = true; };
        asio::co_spawn(loop, std::move(task), asio::bind_cancellation_slot(cancel.slot(), note_end));
    }

    std::string next_message() {
        std::string message = "nothing";
        run_until([&] { return (message = manager.next()) != "nothing"; });
        return message;
    }

    void run_until(const std::function<bool()>& reached) {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (!reached()) {
            if (std::chrono::steady_clock::now() > deadline)
                throw std::runtime_error("what the test waits for has not come in 20 s");
            loop.run_one_for(100ms);
        }
    }

    void stop() {
        cancel.emit(asio::cancellation_type::terminal);
        run_until([&] { return ended; });
    }

    testing::temporary_folder folder;
    std::string name = folder.path("notify");
    testing::manager_socket manager{name};
    asio::io_context loop{1};
    asio::thread_pool worker{1};
    asio::cancellation_signal cancel;
    bool ended = false;
};

TEST_F(service_status, FeedsTheWatchdogTwiceAPeriod) {
    service_manager service = manager_watching("100000");
    const auto began = std::chrono::steady_clock::now();
    start(feed_watchdog(service));
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(next_message(), "WATCHDOG=1\n");
    EXPECT_GE(std::chrono::steady_clock::now() - began, 100ms);
    stop();
}

TEST_F(service_status, DoesNotFeedWhereNobodyWatches) {
    service_manager service = manager_watching(nullptr);
    start(feed_watchdog(service));
    run_until([&] { return ended; });
    EXPECT_EQ(manager.next(), "nothing");
}

TEST_F(service_status, IsToldWhenItChanges) {
    board board;
    const std::shared_ptr<account_view> view = board.accounts["default"] = new_view({});
    service_manager service = manager_watching(nullptr);
    start(tell_status(service, board, worker, {1ms, 1ms}));
    EXPECT_EQ(next_message(), "STATUS=waiting for the first tokens\n");
    view->snapshot =
        std::make_shared<const account_snapshot>(polled({token_at(level::ok), token_at(level::critical)}));
    EXPECT_EQ(next_message(), "STATUS=2 tokens, 1 in trouble\n");
    // The same is no news, however often it is looked at: the next message is the next change.
    for (int i = 0; i < 50; ++i)
        loop.run_one();
    view->snapshot = std::make_shared<const account_snapshot>(polled({}));
    EXPECT_EQ(next_message(), "STATUS=0 tokens, 0 in trouble\n");
    stop();
}

TEST_F(service_status, IsNotToldWhereNoManagerListens) {
    board board;
    service_manager nobody({});
    start(tell_status(nobody, board, worker));
    run_until([&] { return ended; });
    EXPECT_EQ(manager.next(), "nothing");
}

} // namespace
} // namespace balanced
