#pragma once
#include <balanced/format/log_line.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

// The log on standard error. Writing is asynchronous and bounded: where nobody takes the lines, the oldest
// waiting ones are dropped and counted, and nothing waits, at the stop neither.

namespace balanced {

struct log_options {
    log_level level = log_level::info;
    log_format format = log_format::logfmt;
    int descriptor = 2;
    bool priorities = false;          ///< begin each line with journald's `<N>` (sd-daemon(3))
    std::size_t waiting_lines = 2048; ///< how many may wait; the room for each, 0.4 kB, is taken at once
};

class log {
public:
    /// Throws std::system_error where the process has no descriptor left.
    explicit log(const log_options& options);
    /// Writes what waits, for at most 300 ms.
    ~log();
    log(const log&) = delete;
    log& operator=(const log&) = delete;

    /// Whether lines of that level are written: ask before formatting an expensive one.
    bool enabled(log_level level) const;

    /// Takes a line; never waits for the reader. From any thread.
    void write(const log_record& record, time_point now);

    /// Waits until at most half of the room for waiting lines is taken: before many lines are written at
    /// once, and not on the event loop. False where the reader takes none for 200 ms, after a second, and
    /// once there is no time.
    bool wait_for_room() const;

    /// From now on nobody waits: the program stops.
    void hurry();

    /// Lines taken so far, by level; those that were dropped later are among them.
    std::array<std::uint64_t, 4> messages() const;

    /// Lines dropped so far because nobody took them.
    std::uint64_t dropped() const;

private:
    struct implementation;
    std::unique_ptr<implementation> self_;
};

/// Whether the descriptor is the journal's stream, as `$JOURNAL_STREAM` ("device:inode") says
/// (systemd.exec(5)).
bool is_journal_stream(int descriptor, const char* journal_stream);

} // namespace balanced
