#pragma once
#include <balanced/core/event.hpp>
#include <balanced/format/log_line.hpp>

#include <cstddef>
#include <string_view>

// What the events of tracking say in the log: levels, keys and sentences. Escaping is the line's business.

namespace balanced {

/// The level that an event is told at: to be asked before its record is made for nothing.
log_level level_of(const event& what);

/// The record of an account's event. Balances are in credits; what is left of an expiry, and spans, are in
/// seconds.
log_record to_log_record(const event& what, std::string_view account);

/// The record of an account's crossings that are counted but not told one by one; `worst` is the worst level
/// among them.
log_record more_crossings_record(std::string_view account, std::size_t count, level worst);

} // namespace balanced
