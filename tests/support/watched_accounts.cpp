#include <balanced/app/clock.hpp>
#include <balanced/core/schedule.hpp>
#include <balanced/format/config.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <fcntl.h>
#include <support/watched_accounts.hpp>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace balanced::testing {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> names_of(const settings& settings) {
    std::vector<std::string> names;
    for (const account_settings& account : settings.accounts)
        names.push_back(account.tracking.account);
    return names;
}

} // namespace

account_settings account_of(const simulator::service& service, const std::string& name) {
    account_settings account;
    account.base_url = parse_base_url(service.base_url()).url;
    account.authorization = {authorization::source::inline_text, {}, "simulated-key"};
    account.tls.ca_file = service.ca_file();
    account.poll_interval = 1ms;
    account.tracking.account = name;
    return account;
}

watched_accounts::watched_accounts(balanced::settings wanted, log_format format)
    : settings(std::move(wanted))
    , counters(names_of(settings), system_now())
    , board(empty_board(settings))
    , log_descriptor_(::open(folder_.path("log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600))
    , log_(std::in_place, log_options{.format = format, .descriptor = log_descriptor_})
    , resolver_(loop.get_executor()) {
    const client_services clients{worker, resolver_, authorities_};
    const poller_services services{loop.get_executor(), clients, counters, *log_, settings.excluded_families};
    for (std::size_t i = 0; i < settings.accounts.size(); ++i) {
        poller& poller = pollers_.emplace_back(settings.accounts[i], board.accounts[i], services);
        start(poller.poll(first_poll_delay(i, settings.accounts.size(), settings.accounts[i].poll_interval)));
        start(poller.watch_time());
    }
}

watched_accounts::~watched_accounts() {
    stop();
    log_.reset();
    ::close(log_descriptor_);
}

void watched_accounts::start(boost::asio::awaitable<void> task) {
    ++running_;
    const auto ended = [this](std::exception_ptr) { --running_; };
    boost::asio::co_spawn(loop, std::move(task),
                          boost::asio::bind_cancellation_slot(signals_.emplace_back().slot(), ended));
}

void watched_accounts::run_until(const std::function<bool()>& reached) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!reached()) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("what the test waits for has not come in 20 s");
        loop.run_one_for(100ms);
    }
}

void watched_accounts::run_polls(std::size_t count, std::size_t account) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto before = snapshot(account).last_poll;
        run_until([&] { return snapshot(account).last_poll != before; });
    }
}

void watched_accounts::stop() {
    for (auto& signal : signals_)
        signal.emit(boost::asio::cancellation_type::terminal);
    run_until([&] { return running_ == 0; });
}

const account_snapshot& watched_accounts::snapshot(std::size_t account) const {
    return *board.accounts.at(account).snapshot;
}

std::string watched_accounts::page() {
    const auto collected = counters.collect(*log_, std::chrono::steady_clock::now());
    const balanced::page page =
        render_page(board.accounts, collected, settings.excluded_families, exposition_format::text, false);
    std::string text;
    for (const std::string_view piece : page.pieces)
        text += piece;
    return text;
}

std::string watched_accounts::log_text() {
    stop();
    log_.reset();
    std::ostringstream text;
    text << std::ifstream(folder_.path("log")).rdbuf();
    return text.str();
}

} // namespace balanced::testing
