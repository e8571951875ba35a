#pragma once
#include <balanced/format/log_line.hpp>

#include <cstdint>
#include <string>

// What the log says of the daemon's own life.

namespace balanced {

/// `listening` are the addresses that are served.
log_record started_record(const std::string& listening);

log_record stopped_record(int signal);

/// Lines of the log that nobody took.
log_record dropped_record(std::uint64_t lines);

/// A request whose handler threw.
log_record failed_request_record(const std::string& what);

} // namespace balanced
