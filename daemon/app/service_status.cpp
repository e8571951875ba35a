#include <balanced/app/service_status.hpp>
#include <balanced/app/worker.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace balanced {
namespace {

namespace asio = boost::asio;

bool was_polled(const std::shared_ptr<const account_snapshot>& account) {
    return account->last_poll.has_value();
}

} // namespace

std::string status_text(const std::vector<std::shared_ptr<const account_snapshot>>& accounts) {
    std::size_t tokens = 0;
    std::size_t troubled = 0;
    std::size_t waiting = 0;
    std::size_t failing = 0;
    for (const auto& account : accounts) {
        const auto in_trouble_here = [&](const tracked_token& token) {
            return account->worst_level(token) != level::ok;
        };
        tokens += account->tokens.size();
        troubled += static_cast<std::size_t>(std::ranges::count_if(account->tokens, in_trouble_here));
        waiting += was_polled(account) ? 0 : 1;
        failing += account->outage ? 1 : 0;
    }
    if (waiting > 0 && waiting == accounts.size())
        return "waiting for the first tokens";
    std::string text = std::to_string(tokens) + (tokens == 1 ? " token, " : " tokens, ") +
                       std::to_string(troubled) + " in trouble";
    if (failing > 0)
        text += "; polls of " + std::to_string(failing) + " of " + std::to_string(accounts.size()) +
                (accounts.size() == 1 ? " account fail" : " accounts fail");
    return text;
}

asio::awaitable<void> feed_watchdog(service_manager& manager) {
    const auto period = manager.watchdog_period();
    if (!period)
        co_return;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (true) {
        manager.watchdog();
        timer.expires_after(std::max<std::chrono::microseconds>(*period / 2, std::chrono::milliseconds(1)));
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> tell_status(service_manager& manager, const board& board, asio::thread_pool& worker,
                                  status_pace pace) {
    if (!manager)
        co_return;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    std::string told;
    while (true) {
        std::vector<std::shared_ptr<const account_snapshot>> accounts;
        for (const auto& [name, view] : board.accounts)
            accounts.push_back(view->snapshot);
        const bool all_polled = std::ranges::all_of(accounts, was_polled);
        std::string text;
        auto count = [&] {
            text = status_text(accounts);
            accounts.clear();
        };
        co_await on_worker(worker, count);
        if (text != told)
            manager.status(text);
        told = std::move(text);
        timer.expires_after(all_polled ? pace.later : pace.first);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

} // namespace balanced
