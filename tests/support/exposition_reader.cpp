#include "support/exposition_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <set>

namespace balanced::test {
namespace {

using label_list = std::vector<std::pair<std::string, std::string>>;

bool is_name(std::string_view text, bool colons) {
    const auto letter = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c == ':' && colons);
    };
    const auto tail = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
    return !text.empty() && letter(text.front()) && std::ranges::all_of(text, tail);
}

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i++]);
        const int more = lead < 0x80                   ? 0
                         : lead >= 0xc2 && lead < 0xe0 ? 1
                         : lead >= 0xe0 && lead < 0xf0 ? 2
                                                       : 3;
        if (lead >= 0x80 && (lead < 0xc2 || lead > 0xf4))
            return false;
        std::uint32_t code = more == 0 ? lead : lead & (0x3fU >> more);
        for (int k = 0; k < more; ++k, ++i) {
            if (i == text.size() || (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80)
                return false;
            code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3f);
        }
        const bool overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
        if (overlong || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff)
            return false;
    }
    return true;
}

std::optional<double> number(std::string_view text) {
    if (text == "+Inf")
        return std::numeric_limits<double>::infinity();
    double value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool digit_first = !text.empty() && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'));
    if (!digit_first || ec != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

struct reader {
    exposition_format format;
    exposition read;
    std::size_t line_number = 0;
    bool typed = false; ///< the TYPE of the present family has been seen
    std::set<std::string> names;
    std::set<std::pair<std::string, label_list>> series;

    void fault(const std::string& what) { read.faults.push_back(std::to_string(line_number) + ": " + what); }
    bool openmetrics() const { return format == exposition_format::openmetrics; }

    /// Absent where an escape is unknown, or a quote that must be escaped is not.
    static std::optional<std::string> unescape(std::string_view text, bool quotes) {
        const std::string_view escapable = quotes ? "\\n\"" : "\\n";
        std::string plain;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '"' && quotes)
                return std::nullopt;
            if (text[i] != '\\') {
                plain += text[i];
                continue;
            }
            if (++i == text.size() || escapable.find(text[i]) == std::string_view::npos)
                return std::nullopt;
            plain += text[i] == 'n' ? '\n' : text[i];
        }
        return plain;
    }

    void read_help(std::string_view rest) {
        const auto space = rest.find(' ');
        const std::string name(rest.substr(0, space));
        if (space == std::string_view::npos || !is_name(name, true))
            return fault("HELP without a name and a text");
        if (!names.insert(name).second)
            fault("a second group of " + name);
        const auto help = unescape(rest.substr(space + 1), openmetrics());
        if (!help || help->empty() || !is_utf8(*help))
            fault("a bad HELP text");
        end_family();
        read.families.push_back({name, "", help.value_or(""), {}});
        typed = false;
    }

    void read_type(std::string_view rest) {
        if (read.families.empty() || typed || !rest.starts_with(read.families.back().name + " "))
            return fault("TYPE does not follow its HELP");
        const std::string type(rest.substr(read.families.back().name.size() + 1));
        if (type != "gauge" && type != "counter" && type != "histogram" && (type != "info" || !openmetrics()))
            fault("type " + type);
        read.families.back().type = type;
        typed = true;
    }

    /// Takes `{name="value",…}` from the front of `rest`.
    label_list read_labels(std::string_view& rest) {
        label_list labels;
        rest.remove_prefix(1);
        while (true) {
            const auto equals = rest.find("=\"");
            if (equals == std::string_view::npos || !is_name(rest.substr(0, equals), false)) {
                fault("a bad label name");
                break;
            }
            const std::string name(rest.substr(0, equals));
            rest.remove_prefix(equals + 2);
            std::size_t end = 0;
            while (end < rest.size() && rest[end] != '"')
                end += rest[end] == '\\' ? 2 : 1;
            const auto value = unescape(rest.substr(0, end), true);
            if (end >= rest.size() || !value || !is_utf8(*value)) {
                fault("a bad value of label " + name);
                break;
            }
            if (std::ranges::count(labels, name, &label_list::value_type::first) > 0)
                fault("label " + name + " twice");
            labels.emplace_back(name, *value);
            rest.remove_prefix(end + 1);
            const bool more = rest.starts_with(",");
            if (!more && !rest.starts_with("}"))
                fault("labels that do not end");
            rest.remove_prefix(rest.empty() ? 0 : 1);
            if (!more)
                return labels;
        }
        rest = {};
        return labels;
    }

    bool belongs(std::string_view name) const {
        const auto& family = read.families.back();
        if (!name.starts_with(family.name))
            return false;
        const auto suffix = name.substr(family.name.size());
        if (family.type == "histogram")
            return suffix == "_bucket" || suffix == "_sum" || suffix == "_count";
        if (family.type == "counter")
            return openmetrics() ? suffix == "_total" : suffix.empty() && name.ends_with("_total");
        return suffix == (family.type == "info" ? "_info" : "");
    }

    void read_sample(std::string_view line) {
        const auto end = std::min(line.find_first_of("{ "), line.size());
        exposition_sample sample{std::string(line.substr(0, end)), {}, ""};
        line.remove_prefix(end);
        if (line.starts_with("{"))
            sample.labels = read_labels(line);
        if (!line.starts_with(" "))
            return fault("no value");
        sample.value = line.substr(1);
        if (!number(sample.value)) // a timestamp too is a fault
            fault("value " + sample.value);
        if (!typed || !belongs(sample.name))
            return fault(sample.name + " is outside its family");
        auto sorted = sample.labels;
        std::ranges::sort(sorted);
        if (!series.emplace(sample.name, sorted).second)
            fault(sample.name + " twice with the same labels");
        read.families.back().samples.push_back(std::move(sample));
    }

    /// One histogram of a family: buckets upwards, +Inf, sum, count.
    void check_histogram(const std::vector<exposition_sample>& samples, std::size_t& at) {
        double last_bound = -std::numeric_limits<double>::infinity();
        double last_count = 0;
        for (; at < samples.size() && samples[at].name.ends_with("_bucket"); ++at) {
            const auto [key, text] =
                samples[at].labels.empty() ? label_list::value_type{} : samples[at].labels.back();
            const auto bound = key == "le" ? number(text) : std::nullopt;
            const double count = number(samples[at].value).value_or(-1);
            if (!bound || *bound <= last_bound || count < last_count)
                return fault("buckets that do not rise");
            const bool fraction = text.find_first_of(".e") != std::string::npos;
            if (text != "+Inf" && (openmetrics() ? !fraction : text.ends_with(".0")))
                fault("bound " + text + " is not canonical");
            last_bound = *bound;
            last_count = count;
        }
        const bool complete = at + 1 < samples.size() && samples[at].name.ends_with("_sum") &&
                              samples[at + 1].name.ends_with("_count");
        if (last_bound != std::numeric_limits<double>::infinity() || !complete ||
            number(samples[at + 1].value) != last_count)
            return fault("an incomplete histogram");
        at += 2;
    }

    void end_family() {
        if (read.families.empty())
            return;
        const auto& family = read.families.back();
        if (!typed || family.samples.empty())
            fault(family.name + " has no type or no samples");
        const auto before = read.faults.size();
        for (std::size_t at = 0; family.type == "histogram" && at < family.samples.size();) {
            check_histogram(family.samples, at);
            if (read.faults.size() > before)
                return;
        }
    }

    void read_page(std::string_view page) {
        if (page.empty() || page.back() != '\n')
            fault("the last line does not end");
        bool ended = false;
        while (!page.empty()) {
            ++line_number;
            const auto line = page.substr(0, page.find('\n'));
            page.remove_prefix(std::min(line.size() + 1, page.size()));
            if (ended)
                fault("something behind EOF");
            if (line.starts_with("# HELP "))
                read_help(line.substr(7));
            else if (line.starts_with("# TYPE "))
                read_type(line.substr(7));
            else if (line == "# EOF" && openmetrics())
                ended = true;
            else if (line.empty() || line.starts_with("#"))
                fault("neither a sample nor HELP, TYPE or EOF");
            else
                read_sample(line);
        }
        end_family();
        if (ended != openmetrics())
            fault("EOF");
    }
};

} // namespace

const exposition_family* exposition::family(std::string_view name) const {
    const auto found = std::ranges::find(families, name, &exposition_family::name);
    return found == families.end() ? nullptr : &*found;
}

std::optional<std::string> exposition::value(std::string_view name, label_list labels) const {
    std::ranges::sort(labels);
    for (const auto& family : families) {
        for (const auto& sample : family.samples) {
            auto sorted = sample.labels;
            std::ranges::sort(sorted);
            if (sample.name == name && sorted == labels)
                return sample.value;
        }
    }
    return std::nullopt;
}

exposition read_exposition(std::string_view page, exposition_format format) {
    reader of{.format = format, .read = {}, .line_number = 0, .typed = false, .names = {}, .series = {}};
    of.read_page(page);
    return std::move(of.read);
}

} // namespace balanced::test
