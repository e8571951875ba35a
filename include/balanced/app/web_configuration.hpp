#pragma once
#include <balanced/core/web_settings.hpp>
#include <balanced/os/file_version.hpp>

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

// The web configuration with the certificates that it names, loaded and checked.

namespace balanced {

/// Paths, and which content they had.
using watched_files = std::vector<std::pair<std::string, file_version>>;

struct web_configuration {
    web_settings settings;                          ///< meaningful only without faults
    std::shared_ptr<boost::asio::ssl::context> tls; ///< absent = plain HTTP
    std::vector<std::string> faults;                ///< each with its place
    std::vector<std::string> notes;                 ///< what has no effect, or another one than it seems
    watched_files files;                            ///< all that it was read from
};

/// Reads `file` and what it names; an empty path is plain HTTP for everyone.
web_configuration load_web_config(const std::string& file);

/// Whether one of them has another content now, as far as that can be told without reading it.
bool have_changed(const watched_files& files);

} // namespace balanced
