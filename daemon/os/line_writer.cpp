#include <balanced/os/line_writer.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <system_error>

namespace balanced {
namespace {

/// Pipes and terminals are opened anew without blocking: the flag would else be set for every process that
/// shares them. A file is not, since its position and O_APPEND belong to the one that was passed.
descriptor own_descriptor(int number, mode_t mode) {
    if (S_ISFIFO(mode) || S_ISCHR(mode)) {
        const std::string path = "/proc/self/fd/" + std::to_string(number);
        descriptor reopened(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
        if (reopened)
            return reopened;
    }
    return descriptor(::fcntl(number, F_DUPFD_CLOEXEC, 0));
}

} // namespace

line_writer::line_writer(int number)
    : timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
    if (!timer_)
        throw std::system_error(errno, std::generic_category(), "log");
    struct stat status {};
    if (::fstat(number, &status) != 0)
        return; // closed from the start: every line is lost
    target_ = own_descriptor(number, status.st_mode);
    socket_ = S_ISSOCK(status.st_mode);
}

bool line_writer::write(std::string_view line) {
    if (torn_ && !write_all("\n"))
        return false;
    torn_ = false;
    return write_all(line);
}

void line_writer::limit(std::chrono::milliseconds span) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(span);
    itimerspec once{};
    once.it_value.tv_sec = seconds.count();
    once.it_value.tv_nsec = std::max<long>(std::chrono::nanoseconds(span - seconds).count(), 1);
    ::timerfd_settime(timer_.get(), 0, &once, nullptr);
}

bool line_writer::write_all(std::string_view text) {
    for (auto left = text; !left.empty();) {
        const ssize_t written = write_some(left.substr(0, PIPE_BUF));
        if (written <= 0) {
            torn_ = torn_ || left.size() < text.size();
            return false;
        }
        left.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

ssize_t line_writer::write_some(std::string_view text) {
    while (wait_for_reader()) {
        const ssize_t written = socket_ ? ::send(target_.get(), text.data(), text.size(), MSG_DONTWAIT)
                                        : ::write(target_.get(), text.data(), text.size());
        if (written >= 0 || (errno != EINTR && errno != EAGAIN))
            return written;
    }
    return -1;
}

/// A write of PIPE_BUF bytes does not block after this, even where the descriptor could not be opened anew
/// (pipe(7)).
bool line_writer::wait_for_reader() {
    if (!target_)
        return false;
    std::array both{pollfd{target_.get(), POLLOUT, 0}, pollfd{timer_.get(), POLLIN, 0}};
    while (::poll(both.data(), both.size(), -1) < 0) {
        if (errno != EINTR)
            return false;
    }
    return both[1].revents == 0;
}

} // namespace balanced
