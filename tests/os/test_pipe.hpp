#pragma once
#include <balanced/os/descriptor.hpp>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>

// Both ends of a pipe or of a pair of sockets, and what tests do with them.

namespace balanced {

struct test_pipe {
    descriptor reader;
    descriptor writer;

    std::string read_some() const {
        std::array<char, 65536> piece{};
        const ssize_t got = ::read(reader.get(), piece.data(), piece.size());
        return {piece.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
    }

    /// What comes until nobody can write any more.
    std::string read_to_end() {
        writer = descriptor();
        std::string all;
        for (auto piece = read_some(); !piece.empty(); piece = read_some())
            all += piece;
        return all;
    }

    /// What comes until it ends in `end`.
    std::string read_until(std::string_view end) const {
        std::string all;
        while (!all.ends_with(end)) {
            const auto piece = read_some();
            if (piece.empty())
                throw std::runtime_error("the other end was closed early");
            all += piece;
        }
        return all;
    }
};

inline test_pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("pipe2");
    return {descriptor(ends[0]), descriptor(ends[1])};
}

inline test_pipe make_socket_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::runtime_error("socketpair");
    return {descriptor(ends[0]), descriptor(ends[1])};
}

/// Writes until nothing more fits; returns how many bytes did.
inline std::size_t fill(int number) {
    const int flags = ::fcntl(number, F_GETFL);
    ::fcntl(number, F_SETFL, flags | O_NONBLOCK);
    std::size_t filled = 0;
    for (const std::size_t size : {std::size_t{4096}, std::size_t{1}}) {
        const std::string filler(size, '.');
        ssize_t written = 0;
        while ((written = ::write(number, filler.data(), filler.size())) > 0)
            filled += static_cast<std::size_t>(written);
    }
    ::fcntl(number, F_SETFL, flags);
    return filled;
}

} // namespace balanced
