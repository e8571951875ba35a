#include <balanced/format/exposition.hpp>
#include <balanced/format/units.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace balanced {
namespace {

struct family_names {
    std::string_view name; ///< in HELP and TYPE
    std::string_view type;
};

std::string_view without_suffix(std::string_view name, std::string_view suffix) {
    return name.ends_with(suffix) ? name.substr(0, name.size() - suffix.size()) : name;
}

family_names names_of(const metric_family& family, exposition_format format) {
    const bool openmetrics = format == exposition_format::openmetrics;
    switch (family.type) {
    case family_type::counter:
        return {openmetrics ? without_suffix(family.name, "_total") : family.name, "counter"};
    case family_type::info:
        if (openmetrics)
            return {without_suffix(family.name, "_info"), "info"};
        break; // the text format knows no infos
    case family_type::histogram:
        return {family.name, "histogram"};
    case family_type::gauge:
        break;
    }
    return {family.name, "gauge"};
}

/// Escapes `\` and line feeds, and quotes where the text stands in some.
void append_escaped(std::string& out, std::string_view text, bool quoted) {
    const auto special = [quoted](char c) { return c == '\\' || c == '\n' || (c == '"' && quoted); };
    for (auto at = text.begin(); at != text.end();) {
        const auto end = std::find_if(at, text.end(), special);
        out.append(at, end);
        at = end;
        if (at == text.end())
            return;
        out += '\\';
        out += *at == '\n' ? 'n' : *at;
        ++at;
    }
}

/// A bucket's bound as client_golang writes it, which is the canonical form: `0.5`, `1` (OpenMetrics: `1.0`),
/// `1e+06`.
void append_bound(std::string& out, double bound, exposition_format format) {
    if (std::isinf(bound))
        return append_value(out, bound);
    std::array<char, 32> digits{};
    const auto [end, ec] =
        std::to_chars(digits.data(), digits.data() + digits.size(), bound, std::chars_format::general);
    const std::string_view text(digits.data(), end);
    out.append(text);
    if (format == exposition_format::openmetrics && text.find_first_of(".e") == std::string_view::npos)
        out += ".0";
}

/// `account`, `token_name`, then the table's labels.
std::vector<std::string_view> label_order(const metric_family& family) {
    std::vector<std::string_view> order{"account", "token_name"};
    for (std::string_view rest = family.labels; !rest.empty();) {
        const std::size_t comma = rest.find(", ");
        order.push_back(rest.substr(0, comma));
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 2);
    }
    return order;
}

using label = prometheus::ClientMetric::Label;

struct ordered_metric {
    std::vector<const label*> labels;
    const prometheus::ClientMetric* metric;
};

std::vector<ordered_metric> in_order(const metric_family& family, const prometheus::MetricFamily& collected) {
    const auto order = label_order(family);
    const auto rank = [&](const label* one) {
        return std::pair(std::ranges::find(order, one->name), std::string_view(one->name));
    };
    std::vector<ordered_metric> metrics;
    metrics.reserve(collected.metric.size());
    for (const auto& metric : collected.metric) {
        ordered_metric& added = metrics.emplace_back(ordered_metric{{}, &metric});
        for (const auto& one : metric.label)
            added.labels.push_back(&one);
        std::ranges::sort(added.labels, {}, rank);
    }
    std::ranges::sort(metrics, [](const ordered_metric& left, const ordered_metric& right) {
        return std::ranges::lexicographical_compare(left.labels, right.labels, {}, &label::value,
                                                    &label::value);
    });
    return metrics;
}

/// The labels without the closing brace: empty, or `{account="production"`.
std::string label_text(const ordered_metric& of) {
    std::string text;
    for (const label* one : of.labels) {
        text += text.empty() ? '{' : ',';
        append_label(text, {one->name, one->value});
    }
    return text;
}

template <class Value>
void append_sample(std::string& out, std::string_view name, std::string_view labels, Value value) {
    out.append(name).append(labels).append(labels.empty() ? " " : "} ");
    append_value(out, value);
    out += '\n';
}

void append_histogram(std::string& out, std::string_view name, const std::string& labels,
                      const prometheus::ClientMetric::Histogram& histogram, exposition_format format) {
    const std::string of(name);
    const auto append_bucket = [&](double bound, std::uint64_t count) {
        std::string with_bound = labels + (labels.empty() ? "{le=\"" : ",le=\"");
        append_bound(with_bound, bound, format);
        append_sample(out, of + "_bucket", with_bound + '"', count);
    };
    for (const auto& [count, bound] : histogram.bucket) {
        if (!std::isinf(bound))
            append_bucket(bound, count);
    }
    append_bucket(std::numeric_limits<double>::infinity(), histogram.sample_count);
    append_sample(out, of + "_sum", labels, histogram.sample_sum);
    append_sample(out, of + "_count", labels, histogram.sample_count);
}

double value_of(const prometheus::ClientMetric& metric, prometheus::MetricType type) {
    switch (type) {
    case prometheus::MetricType::Counter:
        return metric.counter.value;
    case prometheus::MetricType::Untyped:
        return metric.untyped.value;
    default:
        return metric.gauge.value;
    }
}

} // namespace

std::string_view content_type(exposition_format format) {
    return format == exposition_format::openmetrics
               ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
               : "text/plain; version=0.0.4; charset=utf-8";
}

void append_family_header(std::string& out, const metric_family& family, exposition_format format) {
    const auto [name, type] = names_of(family, format);
    out.append("# HELP ").append(name).append(" ");
    append_escaped(out, family.help, format == exposition_format::openmetrics);
    out.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void append_escaped(std::string& out, std::string_view label_value) {
    append_escaped(out, label_value, true);
}

void append_label(std::string& out, const label_pair& label) {
    out.append(label.first).append("=\"");
    append_escaped(out, label.second);
    out += '"';
}

void append_value(std::string& out, double value) {
    append_number(out, value);
}

void append_value(std::string& out, std::uint64_t value) {
    std::array<char, 20> digits{};
    out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

void append_value(std::string& out, time_point value) {
    const std::int64_t since = value.time_since_epoch().count();
    const std::uint64_t micros =
        since < 0 ? 0 - static_cast<std::uint64_t>(since) : static_cast<std::uint64_t>(since);
    if (since < 0)
        out += '-';
    append_value(out, micros / 1'000'000);
    const std::uint64_t fraction = micros % 1'000'000;
    if (fraction == 0)
        return;
    std::string digits = std::to_string(1'000'000 + fraction); // the 1 keeps leading zeros
    digits.front() = '.';
    out.append(digits, 0, digits.find_last_not_of('0') + 1);
}

void append_family(std::string& out, const metric_family& family, const prometheus::MetricFamily& collected,
                   exposition_format format) {
    if (collected.metric.empty())
        return;
    append_family_header(out, family, format);
    for (const ordered_metric& one : in_order(family, collected)) {
        const std::string labels = label_text(one);
        if (family.type == family_type::histogram)
            append_histogram(out, family.name, labels, one.metric->histogram, format);
        else
            append_sample(out, family.name, labels, value_of(*one.metric, collected.type));
    }
}

} // namespace balanced
