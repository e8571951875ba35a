#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

// A folder of its own for a test, gone with it.

namespace balanced {

class temporary_folder {
public:
    temporary_folder() {
        std::string path = std::filesystem::temp_directory_path() / "balanced-test-XXXXXX";
        if (::mkdtemp(path.data()) == nullptr)
            throw std::runtime_error("mkdtemp " + path);
        path_ = path;
    }
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    std::string path(std::string_view name = {}) const { return path_ / name; }

    /// Creates `name`, and the folders above it.
    std::string write(std::string_view name, std::string_view content) const {
        const auto file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << content;
        return file;
    }

private:
    std::filesystem::path path_;
};

} // namespace balanced
