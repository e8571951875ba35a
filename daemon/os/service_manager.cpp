#include <balanced/os/service_manager.hpp>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace balanced {
namespace {

std::optional<std::int64_t> positive_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size() || number <= 0)
        return std::nullopt;
    return number;
}

std::optional<std::chrono::microseconds> period_of(const service_environment& environment) {
    if (environment.watchdog_usec == nullptr)
        return std::nullopt;
    // A parent may have left us the variables that were meant for it.
    if (environment.watchdog_pid != nullptr && positive_number(environment.watchdog_pid) != ::getpid())
        return std::nullopt;
    const std::optional<std::int64_t> period = positive_number(environment.watchdog_usec);
    return period ? std::optional(std::chrono::microseconds(*period)) : std::nullopt;
}

/// As the kernel wants it, an abstract one (`@…`) with a NUL in front; empty where it is none.
std::string address_of(const char* notify_socket) {
    std::string address = notify_socket != nullptr ? notify_socket : "";
    const bool usable = address.size() > 1 && address.size() < sizeof(sockaddr_un::sun_path) &&
                        (address.front() == '/' || address.front() == '@');
    if (!usable)
        return {};
    if (address.front() == '@')
        address.front() = '\0';
    return address;
}

} // namespace

service_environment service_environment_of_process() {
    return {std::getenv("NOTIFY_SOCKET"), std::getenv("WATCHDOG_USEC"), std::getenv("WATCHDOG_PID")};
}

service_manager::service_manager(const service_environment& environment)
    : address_(address_of(environment.notify_socket))
    , socket_(address_.empty() ? -1 : ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0))
    , period_(socket_ ? period_of(environment) : std::nullopt) {}

void service_manager::ready() {
    enter("READY=1\n");
}

void service_manager::reloading(std::chrono::microseconds monotonic) {
    enter("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonic.count()) + "\n");
}

void service_manager::stopping() {
    enter("STOPPING=1\n");
}

void service_manager::status(std::string_view text) {
    std::string line(text);
    std::ranges::replace(line, '\n', ' ');
    send_with_owed("STATUS=" + line + "\n");
}

void service_manager::watchdog() {
    send_with_owed("WATCHDOG=1\n");
}

/// A start would time out for a READY that found the queue full; a status or a sign of life has a successor.
void service_manager::enter(std::string state) {
    owed_ = send(state) ? std::string() : std::move(state);
}

void service_manager::send_with_owed(const std::string& message) {
    if (send(owed_ + message))
        owed_.clear();
}

bool service_manager::send(const std::string& message) {
    if (!socket_)
        return true;
    sockaddr_un target{};
    target.sun_family = AF_UNIX;
    std::memcpy(target.sun_path, address_.data(), address_.size());
    // A path counts with its NUL, an abstract name ends where the length says (unix(7)).
    const std::size_t length =
        offsetof(sockaddr_un, sun_path) + address_.size() + (address_.front() == '\0' ? 0 : 1);
    return ::sendto(socket_.get(), message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                    reinterpret_cast<const sockaddr*>(&target), static_cast<socklen_t>(length)) >= 0;
}

} // namespace balanced
