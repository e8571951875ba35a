#pragma once
#include <balanced/os/descriptor.hpp>

#include <chrono>
#include <string>
#include <string_view>

// Whole lines to a descriptor whose reader may be slow, stuck or gone. It waits for the reader, but never
// beyond a limit that another thread may set at any time. It keeps no lines, and leaves SIGPIPE to its
// caller.

namespace balanced {

class line_writer {
public:
    /// Writes to what `number` is open on. Throws std::system_error where the process has no descriptor left.
    explicit line_writer(int number);

    /// Writes `line`, which brings its own line feed. False: it is lost, wholly or from some byte on; the
    /// next one then begins on a line of its own all the same.
    bool write(std::string_view line);

    /// From now on writing waits for at most `span` in all; beyond it every line is lost. May be called while
    /// another thread writes.
    void limit(std::chrono::milliseconds span);

private:
    bool write_all(std::string_view text);
    ssize_t write_some(std::string_view text);
    bool wait_for_reader();

    descriptor target_;
    descriptor timer_;
    bool socket_ = false;
    bool torn_ = false; ///< the last line has no end
};

} // namespace balanced
