#pragma once
#include <balanced/app/state_keeper.hpp>
#include <balanced/core/tracker.hpp>
#include <balanced/format/state.hpp>
#include <balanced/os/files.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fcntl.h>
#include <support/temporary_folder.hpp>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

// A keeper of the state at work, for tests, with the loop in the test's own hands.

namespace balanced {

inline constexpr auto never = std::chrono::milliseconds(3'600'000);

inline std::shared_ptr<const account_snapshot> listed(double balance) {
    token_record token;
    token.name = "x";
    token.balance = balance;
    token.active_balance = true;
    token_list list;
    list.tokens.push_back(std::move(token));
    tracked result = track_list({}, std::move(list), {}, time_point(std::chrono::hours(1)));
    return std::make_shared<const account_snapshot>(std::move(result.snapshot));
}

/// Of one account.
class keeping {
public:
    explicit keeping(std::string path, const state_pace& pace = {}, const state_disk& disk = {})
        : log_file_(::open(folder_.path("log").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600))
        , log_(std::in_place, log_options{.descriptor = log_file_})
        , keeper_(
              std::in_place, std::move(path), loop_.get_executor(), *log_, [this] { return accounts; }, pace,
              disk) {}
    ~keeping() {
        log_.reset();
        ::close(log_file_);
    }
    keeping(const keeping&) = delete;
    keeping& operator=(const keeping&) = delete;

    state_keeper& operator*() { return *keeper_; }
    state_keeper* operator->() { return &*keeper_; }

    void start() {
        boost::asio::co_spawn(
            loop_, keeper_->run(),
            boost::asio::bind_cancellation_slot(stop_.slot(), [](const std::exception_ptr&) {}));
    }

    void run_until(const std::function<bool()>& reached) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!reached()) {
            if (std::chrono::steady_clock::now() > deadline)
                throw std::runtime_error("what the test waits for has not come in 20 s");
            loop_.restart();
            loop_.run_one_for(std::chrono::milliseconds(20));
        }
    }

    boost::asio::io_context& loop() { return loop_; }

    /// Calls `then` once what was urgent so far is on the disk, or is waited for no more.
    void when_saved(std::function<void()> then) {
        boost::asio::co_spawn(loop_, keeper_->saved(),
                              [then = std::move(then)](const std::exception_ptr&) { then(); });
        loop_.poll();
    }

    /// An urgent change: runs until nobody waits for it any more.
    void save(double balance) {
        accounts[0].snapshot = listed(balance);
        keeper_->changed(true);
        bool saved = false;
        when_saved([&] { saved = true; });
        run_until([&] { return saved; });
    }

    void finish(std::chrono::milliseconds span = std::chrono::seconds(20)) {
        stop_.emit(boost::asio::cancellation_type::terminal);
        loop_.poll();
        keeper_->finish(std::chrono::steady_clock::now() + span);
    }

    /// Everything logged; ends the keeper and the log.
    std::string log_text() {
        keeper_.reset();
        loop_.poll();
        log_.reset();
        std::ostringstream text;
        text << std::ifstream(folder_.path("log")).rdbuf();
        log_.emplace(log_options{.descriptor = log_file_});
        return text.str();
    }

    std::vector<kept_account> accounts{{"default", std::make_shared<const account_snapshot>()}};

private:
    testing::temporary_folder folder_;
    int log_file_;
    boost::asio::io_context loop_{1};
    std::optional<log> log_;
    std::optional<state_keeper> keeper_;
    boost::asio::cancellation_signal stop_;
};

/// The balance that the file remembers; absent where it is not there or says nothing of it.
inline std::optional<double> balance_in(const std::string& path) {
    const state_reading reading = read_state(read_file(path).text);
    const auto found = reading.state.accounts.find("default");
    if (!reading.fault.empty() || found == reading.state.accounts.end())
        return std::nullopt;
    return found->second->tokens.at(0).balance;
}

} // namespace balanced
