#include <balanced/os/descriptor.hpp>
#include <balanced/os/files.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace balanced {
namespace {

std::string fault_text(int error) {
    return std::generic_category().message(error);
}

std::string too_large(std::size_t limit) {
    constexpr std::size_t megabyte = 1 << 20;
    return "is larger than " + (limit % megabyte == 0 ? std::to_string(limit / megabyte) + " MB"
                                                      : std::to_string(limit) + " bytes");
}

/// Why this is no file to read, or nothing.
std::string unfit(int number, std::size_t limit) {
    struct stat status {};
    if (::fstat(number, &status) != 0)
        return fault_text(errno);
    if (S_ISDIR(status.st_mode))
        return fault_text(EISDIR);
    if (!S_ISREG(status.st_mode))
        return "is not a regular file";
    if (status.st_size > 0 && static_cast<std::size_t>(status.st_size) > limit)
        return too_large(limit);
    return {};
}

} // namespace

file_content read_file(const std::string& path, std::size_t limit) {
    if (path.find('\0') != std::string::npos)
        return {.text = {}, .fault = fault_text(EINVAL)};
    // Without O_NONBLOCK a FIFO would wait for its writer.
    const descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file)
        return {.text = {}, .fault = fault_text(errno)};
    if (auto fault = unfit(file.get(), limit); !fault.empty())
        return {.text = {}, .fault = std::move(fault)};

    // Until its end, whatever the size said: a file may grow, and those of /proc have none.
    std::string text;
    std::array<char, 16384> piece{};
    while (true) {
        const ssize_t got = ::read(file.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return {.text = {}, .fault = fault_text(errno)};
        if (got == 0)
            return {.text = std::move(text), .fault = {}};
        text.append(piece.data(), static_cast<std::size_t>(got));
        if (text.size() > limit)
            return {.text = {}, .fault = too_large(limit)};
    }
}

} // namespace balanced
