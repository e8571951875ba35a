#include "support/run_coroutine.hpp"
#include <balanced/net/password_checker.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <gmock/gmock.h>

#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace balanced {

namespace {

namespace asio = boost::asio;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using verdict = password_verdict;

/// Hashes that are computed by saying so: `hash of PASSWORD`. Outlives the checker, as its thread does.
struct fake_hashes {
    std::mutex mutex{};
    std::vector<std::string> checked{}; ///< guarded: password and hash
    std::shared_future<void> gate{};    ///< where it is there, each check waits for it
    std::promise<void> entered{};       ///< by the first check
    bool has_entered = false;

    static hash_check of(const std::shared_ptr<fake_hashes>& self) {
        return [self](const std::string& password, const std::string& hash) {
            {
                const std::lock_guard lock(self->mutex);
                self->checked.push_back(password + " " + hash);
                if (!std::exchange(self->has_entered, true))
                    self->entered.set_value();
            }
            if (self->gate.valid())
                self->gate.wait();
            return hash == "hash of " + password;
        };
    }

    std::vector<std::string> seen() {
        const std::lock_guard lock(mutex);
        return checked;
    }
};

class password_checker_test : public ::testing::Test {
protected:
    password_checker_test() { checker->set_users({{"alice", "hash of a"}, {"bob", "hash of b"}}); }

    verdict check(const std::string& user, const std::string& password) {
        return testing::run_coroutine(loop, checker->check({user, password}));
    }

    /// Begins a check whose verdict goes to the end of `verdicts`.
    void begin(const std::string& user, const std::string& password) {
        asio::co_spawn(loop, checker->check({user, password}),
                       [this](const std::exception_ptr&, verdict found) { verdicts.push_back(found); });
        loop.restart();
        loop.poll();
    }

    void close_gate() { hashes->gate = gate.get_future().share(); }

    void run_until(std::size_t count) {
        while (verdicts.size() < count)
            loop.run_one();
    }

    asio::io_context loop;
    std::shared_ptr<fake_hashes> hashes = std::make_shared<fake_hashes>();
    std::promise<void> gate;
    std::optional<password_checker> checker{std::in_place, loop.get_executor(), fake_hashes::of(hashes)};
    std::vector<verdict> verdicts;
};

TEST_F(password_checker_test, TellsRightFromWrong) {
    EXPECT_EQ(check("alice", "a"), verdict::right);
    EXPECT_EQ(check("alice", "b"), verdict::wrong);
    EXPECT_EQ(check("bob", "b"), verdict::right);
}

TEST_F(password_checker_test, WithoutUsersNothingIsRight) {
    checker->set_users({});
    EXPECT_FALSE(checker->has_users());
    EXPECT_EQ(check("alice", "a"), verdict::wrong);
}

TEST_F(password_checker_test, ARightPasswordIsRememberedAWrongOneIsNot) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(check("alice", "a"), verdict::right);
        EXPECT_EQ(check("alice", "x"), verdict::wrong);
    }
    EXPECT_THAT(hashes->seen(), ElementsAre("a hash of a", "x hash of a", "x hash of a", "x hash of a"));
}

TEST_F(password_checker_test, WhatIsRememberedIsOfOneUser) {
    EXPECT_EQ(check("alice", "a"), verdict::right);
    EXPECT_EQ(check("bob", "a"), verdict::wrong);
    EXPECT_EQ(check("nobody", "a"), verdict::wrong);
}

TEST_F(password_checker_test, AnUnknownUserCostsAHashOfSomebodysEachTime) {
    EXPECT_EQ(check("nobody", "x"), verdict::wrong);
    EXPECT_EQ(check("nobody", "x"), verdict::wrong);
    ASSERT_THAT(hashes->seen(), SizeIs(2));
    EXPECT_EQ(hashes->seen()[0], hashes->seen()[1]);
}

TEST_F(password_checker_test, AnUnknownUserIsWrongEvenWithThePasswordOfTheOther) {
    checker->set_users({{"alice", "hash of a"}});
    EXPECT_EQ(check("nobody", "a"), verdict::wrong);
    EXPECT_EQ(check("nobody", "a"), verdict::wrong);
    EXPECT_EQ(check("", "a"), verdict::wrong);
}

TEST_F(password_checker_test, ChangedUsersAreCheckedAnew) {
    EXPECT_EQ(check("alice", "a"), verdict::right);
    checker->set_users({{"alice", "hash of a"}, {"bob", "hash of b"}});
    EXPECT_EQ(check("alice", "a"), verdict::right);
    EXPECT_THAT(hashes->seen(), SizeIs(1)) << "nothing has changed";
    checker->set_users({{"alice", "hash of c"}});
    EXPECT_EQ(check("alice", "a"), verdict::wrong);
    EXPECT_EQ(check("alice", "c"), verdict::right);
    checker->set_users({{"alice", "hash of a"}});
    EXPECT_EQ(check("alice", "c"), verdict::wrong);
}

TEST_F(password_checker_test, AUserWhoGoesMeanwhileIsNotLetInNorRemembered) {
    close_gate();
    begin("alice", "a");
    hashes->entered.get_future().wait();
    checker->set_users({{"bob", "hash of b"}});
    gate.set_value();
    run_until(1);
    EXPECT_THAT(verdicts, ElementsAre(verdict::wrong));
    checker->set_users({{"alice", "hash of x"}});
    EXPECT_EQ(check("alice", "a"), verdict::wrong);
}

TEST_F(password_checker_test, TheLoopIsFreeWhileAHashIsComputed) {
    close_gate();
    begin("alice", "a");
    hashes->entered.get_future().wait();
    bool ran = false;
    asio::post(loop, [&] { ran = true; });
    loop.poll();
    EXPECT_TRUE(ran);
    EXPECT_THAT(verdicts, SizeIs(0));
    gate.set_value();
    run_until(1);
    EXPECT_THAT(verdicts, ElementsAre(verdict::right));
}

TEST_F(password_checker_test, AFullQueueIsBusyAndARememberedPasswordPassesIt) {
    EXPECT_EQ(check("bob", "b"), verdict::right);
    close_gate();
    for (std::size_t i = 0; i < password_checker::most_waiting + 2; ++i)
        begin("alice", "x");
    run_until(1);
    EXPECT_THAT(verdicts, Each(verdict::busy));
    EXPECT_EQ(check("bob", "b"), verdict::right);
    gate.set_value();
    run_until(password_checker::most_waiting + 2);
    verdicts.erase(std::remove(verdicts.begin(), verdicts.end(), verdict::busy), verdicts.end());
    EXPECT_THAT(verdicts, Each(verdict::wrong));
}

TEST_F(password_checker_test, WhoDoesNotWaitMakesRoom) {
    close_gate();
    begin("alice", "first");
    hashes->entered.get_future().wait();
    std::vector<std::unique_ptr<asio::cancellation_signal>> signals;
    for (std::size_t i = 0; i < password_checker::most_waiting; ++i) {
        signals.push_back(std::make_unique<asio::cancellation_signal>());
        asio::co_spawn(loop, checker->check({"alice", "gone"}),
                       asio::bind_cancellation_slot(signals.back()->slot(), asio::detached));
    }
    loop.restart();
    loop.poll();
    for (const auto& signal : signals)
        signal->emit(asio::cancellation_type::terminal);
    loop.restart();
    loop.poll();
    begin("alice", "a");
    gate.set_value();
    run_until(2);
    EXPECT_THAT(verdicts, ElementsAre(verdict::wrong, verdict::right));
    EXPECT_THAT(hashes->seen(), ElementsAre("first hash of a", "a hash of a"));
}

TEST_F(password_checker_test, ItsEndWaitsForNoHash) {
    close_gate();
    begin("alice", "a");
    hashes->entered.get_future().wait();
    checker.reset();
    EXPECT_THAT(verdicts, SizeIs(0));
    gate.set_value();
}

TEST_F(password_checker_test, ChecksBcryptByItself) {
    checker.emplace(loop.get_executor());
    checker->set_users({{"alice", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"}});
    EXPECT_EQ(check("alice", "U*U"), verdict::right);
    EXPECT_EQ(check("alice", "U*V"), verdict::wrong);
}

} // namespace

} // namespace balanced
