#include <balanced/app/account_set.hpp>
#include <balanced/app/tasks.hpp>
#include <balanced/core/schedule.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

namespace balanced {
namespace {

namespace asio = boost::asio;

/// Whether what differs, if anything, is how tokens are judged.
bool polls_alike(const account_settings& left, account_settings right) {
    right.tracking = left.tracking;
    return left == right;
}

} // namespace

/// A poller and its two coroutines. Each start has its own: what a cancellation reaches lives as long as the
/// coroutine does.
struct account_set::run {
    explicit run(account_settings settings, std::shared_ptr<account_view> view,
                 const poller_services& services)
        : poller(std::move(settings), std::move(view), services) {}

    balanced::poller poller;
    std::array<asio::cancellation_signal, 2> signals{};
    int coroutines = 2;

    void cancel() {
        for (asio::cancellation_signal& signal : signals)
            signal.emit(asio::cancellation_type::terminal);
    }
};

struct account_set::watch {
    account_settings settings;
    std::shared_ptr<account_view> view;
    std::shared_ptr<account_set::run> run{};
    std::optional<duration> restart{}; ///< to begin after, once what runs has ended

    void track_by(const tracking_settings& tracking) {
        settings.tracking = tracking;
        if (run)
            run->poller.track_by(tracking);
    }

    /// On the loop: elsewhere Asio 1.24 would put the cancellation off, perhaps beyond the end of the run.
    void cancel(asio::io_context& loop) {
        if (run)
            asio::dispatch(loop, [ending = run] { ending->cancel(); });
    }
};

account_set::account_set(asio::io_context& loop, balanced::board& board, poller_services services,
                         recall_function recall)
    : loop_(loop)
    , board_(board)
    , services_(std::move(services))
    , recall_(std::move(recall)) {}

account_set::~account_set() = default;

void account_set::apply(const settings& wanted) {
    if (!board_.accounts.empty())
        static_cast<void>(board_.ready()); // what is ready stays so, whatever joins
    const bool others_left_out = *board_.excluded != wanted.excluded_families;
    if (others_left_out)
        board_.excluded = std::make_shared<const family_names>(wanted.excluded_families);

    std::map<std::string, const account_settings*> definitions;
    for (const account_settings& account : wanted.accounts)
        definitions.emplace(account.tracking.account, &account);
    for (auto at = watched_.begin(); at != watched_.end();) {
        const auto current = at++;
        if (definitions.contains(current->first))
            continue;
        current->second->restart.reset();
        current->second->cancel(loop_);
        board_.accounts.erase(current->first);
        services_.counters.remove_account(current->first);
        watched_.erase(current);
    }

    std::vector<std::shared_ptr<watch>> polled_anew;
    for (const auto& [name, definition] : definitions) {
        std::shared_ptr<watch>& one = watched_[name];
        if (one && polls_alike(one->settings, *definition)) {
            if (others_left_out || one->settings != *definition)
                one->track_by(definition->tracking);
            continue;
        }
        if (!one) {
            one = std::make_shared<watch>();
            one->view = new_view(*definition, recall_(name));
            board_.accounts.emplace(name, one->view);
            services_.counters.add_account(name);
        }
        one->settings = *definition;
        polled_anew.push_back(one);
    }
    for (std::size_t i = 0; i < polled_anew.size(); ++i) {
        const std::shared_ptr<watch>& one = polled_anew[i];
        one->restart = first_poll_delay(i, polled_anew.size(), one->settings.poll_interval);
        if (one->run)
            one->cancel(loop_);
        else
            start(one);
    }
}

void account_set::start(const std::shared_ptr<watch>& one) {
    const duration first_delay = one->restart.value_or(duration::zero());
    one->restart.reset();
    one->view->poll_interval_seconds = in_seconds(one->settings.poll_interval);
    auto begun = std::make_shared<run>(one->settings, one->view, services_);
    one->run = begun;
    auto on_end = [this, one, begun](const std::exception_ptr& fault) {
        rethrow_fault(fault);
        if (--begun->coroutines == 0)
            ended(one);
    };
    asio::co_spawn(loop_, begun->poller.poll(first_delay),
                   asio::bind_cancellation_slot(begun->signals[0].slot(), on_end));
    asio::co_spawn(loop_, begun->poller.watch_time(),
                   asio::bind_cancellation_slot(begun->signals[1].slot(), on_end));
}

void account_set::ended(const std::shared_ptr<watch>& one) {
    one->run.reset();
    if (one->restart)
        start(one);
}

void account_set::cancel() {
    for (const auto& [name, one] : watched_) {
        one->restart.reset();
        one->cancel(loop_);
    }
}

} // namespace balanced
