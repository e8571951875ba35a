#include <balanced/os/passed_sockets.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace balanced {
namespace {

/// More than a process may have open by default; whoever says so means something else.
constexpr int most_sockets = 1024;

std::optional<int> positive(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value <= 0)
        return std::nullopt;
    return value;
}

passed_sockets faulty(std::string fault) {
    passed_sockets result;
    result.fault = std::move(fault);
    return result;
}

bool keep_from_children(int descriptor) {
    const int flags = ::fcntl(descriptor, F_GETFD);
    return flags >= 0 && ::fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) == 0;
}

} // namespace

passed_sockets claim_passed_sockets(const char* listen_pid, const char* listen_fds, int own, int first) {
    if (listen_pid == nullptr || listen_fds == nullptr)
        return {};
    const auto process = positive(listen_pid);
    if (!process)
        return faulty(std::string("LISTEN_PID is not a process: ") + listen_pid);
    if (*process != own)
        return {};
    if (std::string_view(listen_fds) == "0")
        return {};
    const auto count = positive(listen_fds);
    if (!count || *count > most_sockets)
        return faulty(std::string("LISTEN_FDS is not a number of sockets: ") + listen_fds);
    passed_sockets result;
    for (int descriptor = first; descriptor < first + *count; ++descriptor) {
        if (!keep_from_children(descriptor))
            return faulty("LISTEN_FDS is " + std::to_string(*count) + ", but descriptor " +
                          std::to_string(descriptor) + " is not open");
        result.descriptors.push_back(descriptor);
    }
    return result;
}

passed_sockets take_passed_sockets() {
    passed_sockets taken =
        claim_passed_sockets(std::getenv("LISTEN_PID"), std::getenv("LISTEN_FDS"), ::getpid());
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
        ::unsetenv(name);
    return taken;
}

} // namespace balanced
