#include <balanced/app/account_client.hpp>
#include <balanced/app/clock.hpp>
#include <balanced/app/single_poll.hpp>
#include <balanced/app/tasks.hpp>
#include <balanced/core/tracker.hpp>

#include <list>
#include <utility>

namespace balanced {
namespace {

namespace asio = boost::asio;

asio::awaitable<void> poll_once(account_client& client, const account_settings& settings,
                                polled_account& into) {
    poll_outcome outcome = co_await client.list();
    const account_snapshot before = std::move(into.snapshot);
    const moment now = now_on_both_clocks();
    tracked result;
    if (auto* list = std::get_if<token_list>(&outcome))
        result = track_list(before, std::move(*list), settings.tracking, now);
    else
        result = track_failure(before, std::move(std::get<poll_failure>(outcome)), duration::zero(),
                               settings.tracking, now);
    into.snapshot = std::move(result.snapshot);
}

} // namespace

std::vector<polled_account> poll_each_once(const settings& settings, const remembered_accounts& memory) {
    asio::io_context loop(1);
    resolver resolver(loop.get_executor());
    const client_services services{resolver, std::make_shared<tls_cache>()};
    std::list<account_client> clients;
    std::vector<polled_account> polled(settings.accounts.size());
    tasks tasks(loop);
    for (std::size_t i = 0; i < polled.size(); ++i) {
        const account_settings& account = settings.accounts[i];
        polled[i].name = account.tracking.account;
        polled[i].settings = account.tracking;
        if (const auto known = memory.find(polled[i].name); known != memory.end())
            polled[i].snapshot.remembered = known->second;
        tasks.start(poll_once(clients.emplace_back(account, services), account, polled[i]));
    }
    loop.run();
    return polled;
}

} // namespace balanced
