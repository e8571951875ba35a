#include <balanced/os/files.hpp>
#include <balanced/os/process_metrics.hpp>

#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string_view>

namespace balanced {
namespace {

/// Takes the next word of `text`; empty at its end.
std::string_view take_word(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\n"), text.size()));
    const auto word = text.substr(0, text.find_first_of(" \t\n"));
    text.remove_prefix(word.size());
    return word;
}

std::optional<double> to_number(std::string_view word) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (word.empty() || error != std::errc{} || end != word.data() + word.size())
        return std::nullopt;
    return static_cast<double>(value);
}

/// What follows `label` on the first line that begins with it; empty where there is none.
std::string_view line_after(std::string_view text, std::string_view label) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        if (line.starts_with(label))
            return line.substr(label.size());
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return {};
}

class family_list {
public:
    void add(prometheus::MetricType type, std::string_view name, std::optional<double> value) {
        if (!value)
            return;
        prometheus::ClientMetric metric;
        metric.gauge.value = type == prometheus::MetricType::Gauge ? *value : 0;
        metric.counter.value = type == prometheus::MetricType::Counter ? *value : 0;
        families_.push_back({std::string(name), {}, type, {metric}});
    }
    void gauge(std::string_view name, std::optional<double> value) {
        add(prometheus::MetricType::Gauge, name, value);
    }
    void counter(std::string_view name, std::optional<double> value) {
        add(prometheus::MetricType::Counter, name, value);
    }
    std::vector<prometheus::MetricFamily> take() { return std::move(families_); }

private:
    std::vector<prometheus::MetricFamily> families_;
};

/// /proc/PID/stat (proc(5)): its numbered fields. The second, the command in parentheses, may hold spaces and
/// parentheses itself.
class stat_fields {
public:
    explicit stat_fields(std::string_view stat) {
        const auto command_end = stat.rfind(')');
        if (command_end == std::string_view::npos)
            return;
        stat.remove_prefix(command_end + 1);
        for (auto word = take_word(stat); !word.empty(); word = take_word(stat))
            words_.push_back(word);
    }
    std::optional<double> operator[](std::size_t number) const {
        const auto index = number - 3;
        return index < words_.size() ? to_number(words_[index]) : std::nullopt;
    }

private:
    std::vector<std::string_view> words_;
};

void add_stat(family_list& families, const std::string& proc) {
    const auto stat = read_file(proc + "/self/stat").text;
    const stat_fields fields(stat);
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));

    const auto user = fields[14], system = fields[15];
    if (user && system)
        families.counter("process_cpu_seconds_total", (*user + *system) / ticks);
    if (const auto started = fields[22]) {
        const auto system_stat = read_file(proc + "/stat").text;
        auto rest = line_after(system_stat, "btime ");
        if (const auto boot = to_number(take_word(rest)))
            families.gauge("process_start_time_seconds", *boot + *started / ticks);
    }
    families.gauge("process_virtual_memory_bytes", fields[23]);
    if (const auto pages = fields[24])
        families.gauge("process_resident_memory_bytes",
                       *pages * static_cast<double>(::sysconf(_SC_PAGESIZE)));
}

/// The soft limit; "unlimited" is the largest value there is, as client_golang has it.
std::optional<double> soft_limit(std::string_view limits, std::string_view label) {
    auto rest = line_after(limits, label);
    const auto word = take_word(rest);
    return word == "unlimited" ? static_cast<double>(std::numeric_limits<std::uint64_t>::max())
                               : to_number(word);
}

void add_limits(family_list& families, const std::string& proc) {
    const auto limits = read_file(proc + "/self/limits").text;
    families.gauge("process_max_fds", soft_limit(limits, "Max open files "));
    families.gauge("process_virtual_memory_max_bytes", soft_limit(limits, "Max address space "));
}

std::optional<double> open_descriptors(const std::string& proc) {
    std::error_code error;
    double count = 0;
    for (std::filesystem::directory_iterator entry(proc + "/self/fd", error), end; !error && entry != end;
         entry.increment(error))
        ++count;
    return error ? std::nullopt : std::optional(count);
}

/// The field of that name: it stands in the one line of its group, its value at the same place in the other.
std::optional<double> netstat_field(std::string_view netstat, std::string_view group, std::string_view name) {
    auto names = line_after(netstat, group);
    if (names.empty())
        return std::nullopt;
    auto values = line_after(netstat.substr(static_cast<std::size_t>(names.data() - netstat.data())), group);
    for (auto word = take_word(names); !word.empty(); word = take_word(names)) {
        const auto value = take_word(values);
        if (word == name)
            return to_number(value);
    }
    return std::nullopt;
}

void add_network(family_list& families, const std::string& proc) {
    const auto netstat = read_file(proc + "/self/net/netstat").text;
    families.counter("process_network_receive_bytes_total", netstat_field(netstat, "IpExt: ", "InOctets"));
    families.counter("process_network_transmit_bytes_total", netstat_field(netstat, "IpExt: ", "OutOctets"));
}

} // namespace

std::vector<prometheus::MetricFamily> process_metrics(const std::string& proc) {
    family_list families;
    add_stat(families, proc);
    add_limits(families, proc);
    families.gauge("process_open_fds", open_descriptors(proc));
    add_network(families, proc);
    return families.take();
}

} // namespace balanced
