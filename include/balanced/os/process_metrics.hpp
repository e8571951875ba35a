#pragma once
#include <prometheus/metric_family.h>

#include <string>
#include <vector>

// The `process_*` families that client_golang exports, from /proc.

namespace balanced {

/// As many of the nine as `/proc` gives; `proc` is where it is mounted.
std::vector<prometheus::MetricFamily> process_metrics(const std::string& proc = "/proc");

} // namespace balanced
