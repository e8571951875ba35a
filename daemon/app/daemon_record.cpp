#include <balanced/app/daemon_record.hpp>
#include <balanced/app/version.hpp>

#include <csignal>

namespace balanced {

log_record started_record(const std::string& listening) {
    return {log_level::info,
            "started",
            "edenai-balanced is watching",
            {{"version", std::string(version())}, {"listen", listening}}};
}

log_record dropped_record(std::uint64_t lines) {
    return {log_level::warn,
            "log_lines_dropped",
            "lines of this log were dropped because nobody took them",
            {{"count", static_cast<std::int64_t>(lines)}}};
}

log_record failed_request_record(const std::string& what) {
    return {log_level::error, "request_failed", "a request could not be answered", {{"detail", what}}};
}

log_record stopped_record(int signal) {
    return {log_level::info,
            "stopped",
            "edenai-balanced has stopped",
            {{"signal", std::string(signal == SIGTERM ? "SIGTERM" : "SIGINT")}}};
}

} // namespace balanced
