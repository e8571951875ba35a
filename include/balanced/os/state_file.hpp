#pragma once
#include <balanced/core/time.hpp>
#include <balanced/os/files.hpp>

#include <optional>
#include <string>
#include <string_view>

// The file that keeps the state: there is always a whole one, the last or the one before. Only a regular file
// is read or replaced; a symbolic link is none. What the text says is not known here.

namespace balanced {

/// At most 64 MB; absent where there is no file. Removes what a killed writer left behind.
std::optional<file_content> read_state_file(const std::string& path);

/// Likewise, for whoever is not its writer: touches nothing, and a file that is not there is a fault.
file_content peek_state_file(const std::string& path);

/// Replaces the file at once with one of mode 0600, and has it on the disk when it returns. Returns why not;
/// the file is then what it was, and nothing lies beside it.
std::string write_state_file(const std::string& path, std::string_view text);

struct set_aside_file {
    std::string path;  ///< where it lies now: PATH.damaged-20261124T140000Z
    std::string fault; ///< why it could not be moved; empty where it was
};

/// Moves a regular file away that cannot be used, over no other one.
set_aside_file set_aside(const std::string& path, time_point now);

} // namespace balanced
