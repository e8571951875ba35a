#pragma once
#include <balanced/app/poller.hpp>

#include <boost/asio/io_context.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>

// The accounts that are watched now, each by a poller of its own and apart from all others, and the change
// from one configuration to the next.

namespace balanced {

class account_set {
public:
    /// What is remembered of an account that has not been watched so far.
    using recall_function = std::function<account_snapshot(const std::string& account)>;

    /// `board` is the one that the services' pollers publish to.
    account_set(boost::asio::io_context& loop, balanced::board& board, poller_services services,
                recall_function recall);
    ~account_set();
    account_set(const account_set&) = delete;
    account_set& operator=(const account_set&) = delete;

    /// From now on exactly these accounts are watched. One whose definition has not changed goes on
    /// undisturbed, also where its thresholds have changed; one that has changed keeps what is known of its
    /// tokens and is polled anew; the counters of one that goes go with it.
    void apply(const settings& wanted);

    /// Asks all to end; they do so on the loop.
    void cancel();

private:
    struct run;
    struct watch;

    void start(const std::shared_ptr<watch>& one);
    void ended(const std::shared_ptr<watch>& one);

    boost::asio::io_context& loop_;
    balanced::board& board_;
    poller_services services_;
    recall_function recall_;
    std::map<std::string, std::shared_ptr<watch>> watched_;
};

} // namespace balanced
