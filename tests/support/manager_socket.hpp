#pragma once
#include <balanced/os/descriptor.hpp>

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string>

// The end of a service manager: what a service that names it in $NOTIFY_SOCKET tells it.

namespace balanced::testing {

/// Listens on a path or an abstract name (`@…`); takes what has been sent, and never waits.
class manager_socket {
public:
    explicit manager_socket(const std::string& name)
        : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        const bool abstract = name.front() == '@';
        if (abstract)
            address.sun_path[0] = '\0';
        const std::size_t length = offsetof(sockaddr_un, sun_path) + name.size() + (abstract ? 0 : 1);
        if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address),
                   static_cast<socklen_t>(length)) != 0)
            throw std::runtime_error("bind " + name);
    }

    /// The next message, or "nothing".
    std::string next() const {
        std::array<char, 4096> message{};
        const ssize_t size = ::recv(socket_.get(), message.data(), message.size(), 0);
        return size < 0 ? "nothing" : std::string(message.data(), static_cast<std::size_t>(size));
    }

    void take_all() const {
        while (next() != "nothing") {
        }
    }

private:
    descriptor socket_;
};

} // namespace balanced::testing
