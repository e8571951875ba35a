#include <balanced/app/clock.hpp>
#include <balanced/app/state_keeper.hpp>
#include <balanced/app/version.hpp>
#include <balanced/format/state.hpp>
#include <balanced/format/timestamp.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <mutex>
#include <utility>

namespace balanced {
namespace {

namespace asio = boost::asio;
using steady_clock = std::chrono::steady_clock;

constexpr auto wait_quietly = asio::as_tuple(asio::use_awaitable);

constexpr std::string_view no_answer = "the disk does not answer";

/// What there was, and what became of it.
struct loaded_state {
    std::optional<saved_state> state;
    std::string fault;
    set_aside_file aside;
};

loaded_state load_from(const state_disk& disk, const std::string& path, time_point now) {
    loaded_state loaded;
    std::optional<file_content> content = disk.read(path);
    if (!content)
        return loaded;
    loaded.fault = std::move(content->fault);
    if (loaded.fault.empty()) {
        state_reading reading = read_state(content->text);
        loaded.state = std::move(reading.state);
        loaded.fault = std::move(reading.fault);
    }
    if (!loaded.fault.empty())
        loaded.aside = set_aside(path, now);
    return loaded;
}

bool is_known(const kept_account& account) {
    return account.snapshot->last_success || account.snapshot->remembered;
}

std::int64_t count_tokens(const remembered_accounts& accounts) {
    std::size_t count = 0;
    for (const auto& [name, account] : accounts)
        count += account->tokens.size();
    return static_cast<std::int64_t>(count);
}

} // namespace

bool is_urgent(const std::vector<event>& events) {
    return std::ranges::any_of(events, [](const event& what) {
        return !std::holds_alternative<poll_failed>(what) && !std::holds_alternative<poll_recovered>(what) &&
               !std::holds_alternative<name_collision>(what) &&
               !std::holds_alternative<zoneless_expire_time>(what);
    });
}

/// Shared with the writing thread, which may outlive the keeper.
struct state_keeper::mailbox {
    mailbox(state_keeper& owner, asio::any_io_executor executor)
        : keeper(&owner)
        , loop(std::move(executor)) {}

    std::mutex mutex;
    state_keeper* keeper; ///< none once it waits no more; changed on the loop alone
    asio::any_io_executor loop;
    std::string fault;                   ///< of the last write
    std::optional<std::uint32_t> tokens; ///< that the file holds; the writing thread's alone

    static void deliver(const std::shared_ptr<mailbox>& self, std::string fault);
    void close();
};

void state_keeper::mailbox::deliver(const std::shared_ptr<mailbox>& self, std::string fault) {
    const std::lock_guard lock(self->mutex);
    self->fault = std::move(fault);
    if (self->keeper == nullptr)
        return;
    asio::post(self->loop, [self] {
        if (self->keeper != nullptr)
            self->keeper->written();
    });
}

void state_keeper::mailbox::close() {
    const std::lock_guard lock(mutex);
    keeper = nullptr;
    loop = {};
}

state_keeper::state_keeper(std::string path, const asio::any_io_executor& loop, balanced::log& log,
                           account_source accounts, const state_pace& pace, state_disk disk)
    : path_(std::move(path))
    , log_(log)
    , accounts_(std::move(accounts))
    , pace_(pace)
    , disk_(std::move(disk))
    , timer_(loop)
    , settled_(loop, time::max())
    , mailbox_(std::make_shared<mailbox>(*this, loop))
    , begun_(steady_clock::now() - pace.urgent) {
    if (!path_.empty())
        thread_.emplace();
}

state_keeper::~state_keeper() {
    mailbox_->close();
}

void state_keeper::report(log_record record) {
    record.fields.emplace(record.fields.begin(), "file", path_);
    log_.write(record, system_now());
}

remembered_accounts state_keeper::load() {
    if (!thread_)
        return {};
    auto loaded = std::make_shared<loaded_state>();
    thread_->start(
        [loaded, disk = disk_, path = path_, now = system_now()] { *loaded = load_from(disk, path, now); });
    if (!thread_->wait_until(steady_clock::now() + pace_.start)) {
        // Whatever comes of it later, it is too late.
        loaded = std::make_shared<loaded_state>();
        loaded->fault = no_answer;
    }
    if (!loaded->aside.path.empty()) {
        report({log_level::error,
                "state_set_aside",
                "the state file is unusable and was moved away; levels, totals and burn rates start anew",
                {{"moved_to", loaded->aside.path}, {"detail", loaded->fault}}});
    } else if (!loaded->fault.empty()) {
        failing_ = true;
        report({log_level::error,
                "state_not_read",
                "the state file cannot be read; levels, totals and burn rates start anew",
                {{"detail", loaded->fault}}});
    } else if (loaded->state) {
        report({log_level::info,
                "state_restored",
                "levels, totals and burn rates go on from the state file",
                {{"tokens", count_tokens(loaded->state->accounts)},
                 {"written", format_rfc3339(loaded->state->written)}}});
        return std::move(loaded->state->accounts);
    }
    return {};
}

void state_keeper::changed(bool urgent) {
    ++change_;
    if (urgent)
        urgent_ = change_;
    timer_.cancel();
}

asio::awaitable<void> state_keeper::saved() {
    const std::uint64_t wanted = urgent_;
    while (thread_ && !failing_ && saved_ < wanted) {
        const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            co_return;
        co_await settled_.async_wait(wait_quietly);
    }
}

/// When the next write begins.
steady_clock::time_point state_keeper::due() const {
    if (!thread_ || writing_ || change_ <= saved_)
        return time::max();
    return begun_ + (urgent_ > saved_ ? pace_.urgent : pace_.regular);
}

asio::awaitable<void> state_keeper::run() {
    while (true) {
        const time impatient = writing_ && !failing_ ? begun_ + pace_.patience : time::max();
        timer_.expires_at(std::min(due(), impatient));
        co_await timer_.async_wait(wait_quietly);
        const time now = steady_clock::now();
        if (writing_ && !failing_ && now >= begun_ + pace_.patience)
            fail(std::string(no_answer));
        if (due() <= now)
            start_writing(false);
    }
}

/// False: nothing is known that could be written, and an older file may know more.
bool state_keeper::start_writing(bool even_unchanged) {
    std::vector<kept_account> accounts = accounts_();
    if (std::ranges::none_of(accounts, is_known)) {
        saved_ = change_;
        settled_.cancel();
        return false;
    }
    writing_ = change_;
    begun_ = steady_clock::now();
    auto job = [box = mailbox_, disk = disk_, path = path_, kept = std::move(accounts), now = system_now(),
                even_unchanged] {
        state_text text(version(), now);
        for (const kept_account& account : kept) {
            if (const auto known = remember(*account.snapshot))
                text.add(account.name, *known);
        }
        const std::uint32_t tokens = text.checksum_of_tokens();
        std::string fault;
        if (even_unchanged || box->tokens != tokens) {
            fault = disk.write(path, std::move(text).finish());
            box->tokens = fault.empty() ? std::optional(tokens) : std::nullopt;
        }
        mailbox::deliver(box, std::move(fault));
    };
    thread_->start(std::move(job));
    return true;
}

/// A write has ended, well or not.
void state_keeper::written() {
    std::string fault;
    {
        const std::lock_guard lock(mailbox_->mutex);
        fault = mailbox_->fault;
    }
    const std::uint64_t change = std::exchange(writing_, std::nullopt).value_or(saved_);
    if (fault.empty()) {
        saved_ = change;
        if (std::exchange(failing_, false))
            report({log_level::info, "state_written_again", "the state file is written again"});
    } else {
        // Tried again at the regular pace, or with the next urgent change.
        if (urgent_ <= change)
            urgent_ = saved_;
        fail(fault);
    }
    settled_.cancel();
    timer_.cancel();
}

/// Told once, until it works again. Nobody waits for a disk that fails.
void state_keeper::fail(const std::string& fault) {
    if (!std::exchange(failing_, true))
        report({log_level::error,
                "state_not_written",
                "the state file cannot be written; a restart would forget levels, totals and burn rates",
                {{"detail", fault}}});
    settled_.cancel();
}

void state_keeper::finish(time deadline) {
    if (!thread_ || !start_writing(true))
        return;
    const bool answered = thread_->wait_until(deadline);
    mailbox_->close();
    if (answered)
        written();
    else
        fail(std::string(no_answer));
}

} // namespace balanced
