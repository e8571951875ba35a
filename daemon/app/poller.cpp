#include <balanced/app/clock.hpp>
#include <balanced/app/poller.hpp>
#include <balanced/app/worker.hpp>
#include <balanced/core/schedule.hpp>
#include <balanced/format/event_record.hpp>

#include <boost/asio/as_tuple.hpp>

#include <algorithm>
#include <random>
#include <utility>

namespace balanced {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using steady_clock = std::chrono::steady_clock;

constexpr auto wait_quietly = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t crossings_told = 50; ///< in one poll; the others are counted

/// A clock that was set must be noticed although timers run on the steady one.
constexpr duration longest_wait = 1min;

/// The lines of an account's events, at the pace of whoever takes them: the log's room is not for thousands
/// at once.
class event_writer {
public:
    event_writer(log& to, const std::string& account)
        : log_(to)
        , account_(account) {}

    void write(const log_record& record) {
        if (++written_ % lines_at_once == 0 && reader_moves_)
            reader_moves_ = log_.wait_for_room();
        log_.write(record, system_now());
    }

    void write(const event& what) {
        if (log_.enabled(level_of(what)))
            write(to_log_record(what, account_));
    }

private:
    static constexpr std::size_t lines_at_once = 256;

    log& log_;
    const std::string& account_;
    std::size_t written_ = 0;
    bool reader_moves_ = true;
};

/// A flood of crossings is no news: it is told by its worst, and by how many more there are.
void write_events(log& log, const std::string& account, const std::vector<event>& events) {
    const auto is_crossing = [](const event& what) {
        return std::holds_alternative<threshold_crossed>(what);
    };
    const auto all = static_cast<std::size_t>(std::ranges::count_if(events, is_crossing));
    event_writer writer(log, account);
    std::size_t crossings = 0;
    for (const event& what : events) {
        const auto* crossing = std::get_if<threshold_crossed>(&what);
        if (crossing == nullptr || ++crossings <= crossings_told)
            writer.write(what);
        else if (crossings == crossings_told + 1)
            writer.write(more_crossings_record(account, all - crossings_told, crossing->severity));
    }
}

} // namespace

poller::poller(account_settings settings, std::shared_ptr<account_view> view, const poller_services& services)
    : settings_(std::move(settings))
    , tracking_(std::make_shared<const tracking_settings>(settings_.tracking))
    , view_(std::move(view))
    , services_(services)
    , client_(settings_, services.clients)
    , updated_(services.loop, steady_clock::time_point::max())
    , alarm_(services.loop)
    , random_(std::random_device{}()) {}

asio::awaitable<void> poller::poll(duration first_delay) {
    asio::steady_timer timer(services_.loop, first_delay);
    while (true) {
        co_await timer.async_wait(asio::use_awaitable);
        const steady_clock::time_point began = steady_clock::now();
        const duration pause = co_await poll_once();
        const bool failed = view_->snapshot->outage.has_value();
        timer.expires_at((failed ? steady_clock::now() : began) + pause);
    }
}

/// One poll with all that follows from it. Returns the pause: after the start of a good poll, after the end
/// of a failed one.
asio::awaitable<duration> poller::poll_once() {
    const steady_clock::time_point began = steady_clock::now();
    poll_outcome outcome = co_await client_.list();
    const poll_count counted =
        counted_of(outcome, std::chrono::duration_cast<duration>(steady_clock::now() - began));

    duration pause = settings_.poll_interval;
    auto* failure = std::get_if<poll_failure>(&outcome);
    if (failure != nullptr) {
        const unsigned before = view_->snapshot->outage ? view_->snapshot->outage->failures : 0;
        pause = retry_delay(settings_.poll_interval, before + 1, failure->retry_after,
                            std::uniform_real_distribution(0.0, 1.0)(random_));
    }
    tracking_step step = [&](const account_snapshot& before, const tracking_settings& tracking,
                             const moment& now) {
        if (failure != nullptr)
            return track_failure(before, std::move(*failure), pause, tracking, now);
        return track_list(before, std::move(std::get<token_list>(outcome)), tracking, now);
    };
    co_await update(std::move(step), counted);
    const bool news = co_await client_.refresh_credential_expire(steady_clock::now());
    step = track_time;
    if (news)
        co_await update(std::move(step), std::nullopt);
    co_return pause;
}

asio::awaitable<void> poller::watch_time() {
    while (true) {
        const std::optional<time_point> next = view_->snapshot->next_change;
        const time_point now = system_now();
        if (std::exchange(judge_anew_, false) || (next && *next <= now)) {
            tracking_step step = track_time;
            co_await update(std::move(step), std::nullopt);
            continue;
        }
        alarm_.expires_after(next ? std::min(*next - now, longest_wait) : longest_wait);
        co_await alarm_.async_wait(wait_quietly);
    }
}

void poller::track_by(const tracking_settings& tracking) {
    tracking_ = std::make_shared<const tracking_settings>(tracking);
    judge_anew_ = true;
    alarm_.cancel();
}

/// Takes a step from the latest snapshot to the next, one at a time, and publishes what comes of it. Counters
/// move at the moment of publishing, so that no scrape sees the one without the other. Once begun it is not
/// cancelled: what is counted is told, too.
asio::awaitable<void> poller::update(tracking_step step, std::optional<poll_count> counted) {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (updating_)
        co_await updated_.async_wait(wait_quietly);
    updating_ = true;
    account_view before = *view_;
    account_view after = *view_;
    const std::shared_ptr<const tracking_settings> tracking = tracking_;
    const std::shared_ptr<const family_names> excluded = services_.board.excluded;
    std::vector<event> events;
    crossing_counts crossings;
    bool urgent = false;
    const std::optional<time_point> credential_expire = client_.credential_expire();
    auto track = [&] {
        tracked result = step(*before.snapshot, *tracking, now_on_both_clocks());
        result.snapshot.credential_expire = credential_expire;
        events = std::move(result.events);
        crossings = count_crossings(events);
        urgent = is_urgent(events);
        after.tokens =
            std::make_shared<const token_chunks>(render_tokens(view_->account, result.snapshot, *excluded));
        after.snapshot = std::make_shared<const account_snapshot>(std::move(result.snapshot));
    };
    co_await on_worker(services_.worker, track);
    after.deflated.reset();
    *view_ = std::move(after);
    if (counted)
        services_.counters.poll_ended(view_->account, *counted);
    services_.counters.crossed(view_->account, crossings);
    updating_ = false;
    updated_.cancel();
    alarm_.cancel();
    // On the disk before it is told: a daemon that is killed in between does not tell it twice.
    services_.state.changed(urgent);
    if (urgent)
        co_await services_.state.saved();
    // What is told and what is forgotten may be as long as the list: neither is done on the loop.
    auto finish = [&] {
        write_events(services_.log, view_->account, events);
        before = {};
        events = {};
    };
    co_await on_worker(services_.worker, finish);
    co_await asio::this_coro::throw_if_cancelled(true);
}

/// What an outcome counts, taken before tracking takes it.
poll_count poller::counted_of(const poll_outcome& outcome, duration took) {
    const auto* failure = std::get_if<poll_failure>(&outcome);
    const std::uint64_t opened = client_.connections_opened();
    poll_count counted;
    counted.took = took;
    counted.new_connections = opened - std::exchange(connections_counted_, opened);
    counted.tally = failure != nullptr ? failure->tally : std::get<token_list>(outcome).tally;
    if (failure != nullptr)
        counted.failure = failure->reason;
    return counted;
}

} // namespace balanced
