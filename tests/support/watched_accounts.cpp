#include <balanced/app/clock.hpp>
#include <balanced/format/config.hpp>

#include <fcntl.h>
#include <support/watched_accounts.hpp>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace balanced::testing {
namespace {

using namespace std::chrono_literals;

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

watched_accounts::watched_accounts(const settings& settings, log_format format)
    : counters(system_now())
    , log_descriptor_(::open(folder_.path("log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600))
    , log_(std::in_place, log_options{.format = format, .descriptor = log_descriptor_})
    , resolver_(loop.get_executor())
    , state_(std::in_place, "", loop.get_executor(), *log_, [] { return std::vector<kept_account>(); })
    , accounts(loop, board,
               poller_services{loop.get_executor(), worker,
                               client_services{resolver_, std::make_shared<tls_cache>(), duration::zero()},
                               counters, *log_, board, *state_},
               [](const std::string&) { return account_snapshot(); }) {
    accounts.apply(settings);
}

watched_accounts::~watched_accounts() {
    stop();
    state_.reset();
    log_.reset();
    ::close(log_descriptor_);
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
    accounts.cancel();
    loop.restart();
    loop.run_for(20s);
    if (!loop.stopped())
        throw std::runtime_error("the pollers do not end");
}

const account_snapshot& watched_accounts::snapshot(std::size_t account) const {
    return *std::next(board.accounts.begin(), static_cast<std::ptrdiff_t>(account))->second->snapshot;
}

std::string watched_accounts::page() {
    const auto collected = counters.collect(*log_, std::chrono::steady_clock::now());
    const balanced::page page =
        render_page(board.views(), collected, *board.excluded, exposition_format::text, false);
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
