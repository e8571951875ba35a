#pragma once
#include <string>

// What the commands beside the daemon need to know of its --web.config.file. What else stands in there is not
// looked at here.

namespace balanced {

struct web_file {
    bool serves_tls = false;
    bool demands_certificate = false; ///< of its clients: mutual TLS
    std::string fault{};              ///< why it cannot be read; empty where it can
};

/// An empty path is a daemon without such a file.
web_file read_web_file(const std::string& path);

} // namespace balanced
