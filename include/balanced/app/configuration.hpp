#pragma once
#include <balanced/app/options.hpp>
#include <balanced/format/config.hpp>

#include <memory>
#include <string>

// The configuration with the files that it names, checked as far as it can be without asking the API.

namespace balanced {

/// Reads the options' file, or the environment where they name none, and every key and certificate file named
/// there: a file that cannot be used is one more fault. Of the accounts, those of the options' shard are
/// kept; the faults are those of all. Their resets go by `calendar`: always the same one, for settings with
/// another are others.
config load_configuration(const options& options, const std::shared_ptr<const reset_calendar>& calendar);

/// What tells one content of a configuration file from another: its text, or why it could not be read; empty
/// for the environment.
std::string read_configuration_content(const std::string& file);

} // namespace balanced
