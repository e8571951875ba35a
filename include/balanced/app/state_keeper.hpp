#pragma once
#include <balanced/core/event.hpp>
#include <balanced/core/snapshot.hpp>
#include <balanced/os/disk_thread.hpp>
#include <balanced/os/log.hpp>
#include <balanced/os/state_file.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// Keeps the state of all accounts in a file: at once where something was told, else every minute, and at the
// stop. It is done on a thread of its own, for a disk may be full, slow or dead: that costs the memory of
// levels and nothing else.

namespace balanced {

struct kept_account {
    std::string name;
    std::shared_ptr<const account_snapshot> snapshot;
};

/// How often the file is written, and how long the disk is waited for.
struct state_pace {
    std::chrono::milliseconds regular{60'000}; ///< from one write to the next where something changed
    std::chrono::milliseconds urgent{1'000};   ///< from one write to the next in any case
    std::chrono::milliseconds patience{1'000}; ///< then the disk does not answer
    std::chrono::milliseconds start{500};      ///< the same for what the run before left behind
};

/// The way to the disk; a test puts a dead one in its place.
struct state_disk {
    std::function<std::optional<file_content>(const std::string& path)> read = read_state_file;
    std::function<std::string(const std::string& path, std::string_view text)> write = write_state_file;
};

/// Whether a line of it would be told again by a daemon that is killed before the state is written.
bool is_urgent(const std::vector<event>& events);

/// Belongs to the event loop.
class state_keeper {
public:
    using account_source = std::function<std::vector<kept_account>()>;

    /// An empty path: nothing is kept. Throws std::system_error where there can be no further thread.
    state_keeper(std::string path, const boost::asio::any_io_executor& loop, balanced::log& log,
                 account_source accounts, const state_pace& pace = {}, state_disk disk = {});
    ~state_keeper();
    state_keeper(const state_keeper&) = delete;
    state_keeper& operator=(const state_keeper&) = delete;

    /// What the run before left behind, for the accounts' snapshots to begin with; once, before run(). A file
    /// that is no state is set aside. Waits for the disk, but not for long.
    remembered_accounts load();

    /// An account was published anew.
    void changed(bool urgent);

    /// Waits until all urgent changes so far are on the disk; not at all where the disk fails. Ends early by
    /// cancellation.
    boost::asio::awaitable<void> saved();

    /// Writes whenever it is time. Ends by cancellation.
    boost::asio::awaitable<void> run();

    /// Writes for the last time, and waits for it until then; after the loop has ended.
    void finish(std::chrono::steady_clock::time_point deadline);

private:
    using time = std::chrono::steady_clock::time_point;
    struct mailbox;

    time due() const;
    bool start_writing(bool even_unchanged);
    void written();
    void fail(const std::string& fault);
    void report(log_record record);

    const std::string path_;
    balanced::log& log_;
    const account_source accounts_;
    const state_pace pace_;
    const state_disk disk_;
    boost::asio::steady_timer timer_;      ///< of the next write; cancelled when that may have changed
    boost::asio::steady_timer settled_;    ///< cancelled whenever a write has ended, or is waited for no more
    std::optional<disk_thread> thread_;    ///< absent where nothing is kept
    std::shared_ptr<mailbox> mailbox_;     ///< what a write brings back
    std::uint64_t change_ = 0;             ///< changes so far
    std::uint64_t urgent_ = 0;             ///< the last urgent one
    std::uint64_t saved_ = 0;              ///< the last one that is on the disk
    std::optional<std::uint64_t> writing_; ///< the last one in the write that is under way
    time begun_;                           ///< the last write
    bool failing_ = false;                 ///< and that has been told
};

} // namespace balanced
