#include <balanced/os/file_version.hpp>

#include <sys/stat.h>

namespace balanced {
namespace {

std::int64_t nanoseconds(const timespec& at) {
    return std::int64_t(at.tv_sec) * 1'000'000'000 + at.tv_nsec;
}

} // namespace

file_version version_of(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return {};
    return {status.st_dev, status.st_ino, status.st_size, nanoseconds(status.st_mtim),
            nanoseconds(status.st_ctim)};
}

} // namespace balanced
