#pragma once
#include <balanced/core/time.hpp>
#include <balanced/format/metric_families.hpp>

#include <prometheus/metric_family.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

// The two text formats of Prometheus: 0.0.4, and OpenMetrics 1.0
// (https://prometheus.io/docs/specs/om/open_metrics_spec/). Values round-trip exactly, which prometheus-cpp's
// own serializer does not do.

namespace balanced {

enum class exposition_format : unsigned char { text, openmetrics };

/// The Content-Type of a page in that format.
std::string_view content_type(exposition_format format);

/// `# HELP` and `# TYPE`, as the format wants the name.
void append_family_header(std::string& out, const metric_family& family, exposition_format format);

/// A label's value with `\`, `"` and line feeds escaped; both formats agree.
void append_escaped(std::string& out, std::string_view label_value);

/// A sample's value: any double, infinities and NaN as `+Inf`, `-Inf` and `NaN`.
void append_value(std::string& out, double value);

/// A count, a flag or a level.
void append_value(std::string& out, std::uint64_t value);

/// Unix time in seconds, exact to the microsecond and without trailing zeros: `1764547200.123456`.
void append_value(std::string& out, time_point value);

using label_pair = std::pair<std::string_view, std::string_view>;

/// `name="value"`, escaped.
void append_label(std::string& out, const label_pair& label);

/// Where the series of one family that have their first labels in common are written.
struct series {
    std::string& out;
    std::string_view family;
    std::string_view labels; ///< the common ones, escaped and not closed: `{account="production"`

    /// One line. Value is one that append_value() takes.
    template <class Value>
    void append(Value value, std::initializer_list<label_pair> more = {}) const {
        out.append(family).append(labels);
        for (const label_pair& label : more) {
            out += ',';
            append_label(out, label);
        }
        out.append("} ");
        append_value(out, value);
        out += '\n';
    }
};

/// A whole family from prometheus-cpp's data model, headed as `family` says; its metrics sorted by their
/// labels: `account`, `token_name`, then those of the table. Nothing is appended where it has no metrics.
void append_family(std::string& out, const metric_family& family, const prometheus::MetricFamily& collected,
                   exposition_format format);

} // namespace balanced
