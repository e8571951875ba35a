#include <balanced/format/timestamp.hpp>
#include <balanced/os/descriptor.hpp>
#include <balanced/os/state_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace balanced {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t size_limit = 64 << 20;

/// What a new file is called until it is whole: this and six characters of mkstemp's.
constexpr std::string_view new_suffix = ".new-";
constexpr std::string_view new_pattern = "XXXXXX";

std::string fault_text(int error) {
    return std::generic_category().message(error);
}

struct standing {
    bool exists = false;
    std::string fault{}; ///< why it may be neither read nor replaced; empty where it may
};

standing standing_of(const std::string& path) {
    if (path.find('\0') != std::string::npos)
        return {true, fault_text(EINVAL)};
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0)
        return errno == ENOENT ? standing{} : standing{true, fault_text(errno)};
    if (S_ISREG(status.st_mode))
        return {true, {}};
    if (S_ISLNK(status.st_mode))
        return {true, "is a symbolic link, not a regular file"};
    return {true, S_ISDIR(status.st_mode) ? fault_text(EISDIR) : "is not a regular file"};
}

fs::path folder_of(const std::string& path) {
    const fs::path folder = fs::path(path).parent_path();
    return folder.empty() ? "." : folder;
}

void remove_leftovers(const std::string& path) {
    const std::string name = fs::path(path).filename().string().append(new_suffix);
    std::error_code ignored;
    for (fs::directory_iterator at(folder_of(path), ignored), end; !ignored && at != end;
         at.increment(ignored)) {
        const std::string other = at->path().filename();
        std::error_code fault;
        if (other.starts_with(name) && other.size() == name.size() + new_pattern.size() &&
            at->symlink_status(fault).type() == fs::file_type::regular)
            fs::remove(at->path(), fault);
    }
}

bool write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            return false;
    }
    return true;
}

/// Has the renaming itself on the disk. Some file systems have nothing to do for that, and say so.
std::string sync_folder(const std::string& path) {
    const descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder || (::fsync(folder.get()) != 0 && errno != EINVAL && errno != ENOTSUP))
        return fault_text(errno);
    return {};
}

} // namespace

std::optional<file_content> read_state_file(const std::string& path) {
    standing found = standing_of(path);
    if (!found.fault.empty())
        return file_content{.text = {}, .fault = std::move(found.fault)};
    remove_leftovers(path);
    return found.exists ? std::optional(read_file(path, size_limit)) : std::nullopt;
}

file_content peek_state_file(const std::string& path) {
    standing found = standing_of(path);
    if (!found.fault.empty())
        return {.text = {}, .fault = std::move(found.fault)};
    return read_file(path, size_limit);
}

std::string write_state_file(const std::string& path, std::string_view text) {
    if (auto found = standing_of(path); !found.fault.empty())
        return found.fault;
    if (text.size() > size_limit)
        return "would be larger than 64 MB";
    std::string name = std::string(path).append(new_suffix).append(new_pattern);
    const descriptor file(::mkostemp(name.data(), O_CLOEXEC)); // of mode 0600
    if (!file)
        return fault_text(errno);
    if (!write_all(file.get(), text) || ::fsync(file.get()) != 0 ||
        ::rename(name.c_str(), path.c_str()) != 0) {
        const int error = errno;
        ::unlink(name.c_str());
        return fault_text(error);
    }
    return sync_folder(path);
}

set_aside_file set_aside(const std::string& path, time_point now) {
    if (standing found = standing_of(path); !found.fault.empty())
        return {{}, std::move(found.fault)};
    std::string stem = path + ".damaged-";
    for (const char c : format_rfc3339(now).substr(0, std::string_view("2026-11-24T14:00:00").size())) {
        if (c != '-' && c != ':')
            stem += c;
    }
    stem += 'Z';
    for (int i = 1; i < 100; ++i) {
        std::string target = i == 1 ? stem : stem + "-" + std::to_string(i);
        if (standing_of(target).exists)
            continue;
        if (::rename(path.c_str(), target.c_str()) != 0)
            return {{}, fault_text(errno)};
        return {std::move(target), {}};
    }
    return {{}, fault_text(EEXIST)};
}

} // namespace balanced
