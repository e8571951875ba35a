#include <balanced/format/log_line.hpp>
#include <balanced/format/quoted_text.hpp>
#include <balanced/format/timestamp.hpp>
#include <balanced/format/units.hpp>

#include <algorithm>
#include <cmath>

namespace balanced {
namespace {

/// Whether logfmt reads it back without quotes.
bool is_plain(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return c > ' ' && c <= '~' && c != '=' && c != '"' && c != '\\';
    });
}

class line_builder {
public:
    explicit line_builder(log_format format)
        : json_(format == log_format::json) {}

    void add(std::string_view key, std::string_view value) {
        add_key(key);
        if (!json_ && is_plain(value))
            line_ += value;
        else
            append_quoted(line_, value);
    }

    void add(std::string_view key, double value) {
        add_key(key);
        if (json_ && !std::isfinite(value))
            line_ += "null";
        else
            append_number(line_, value);
    }

    void add(std::string_view key, std::int64_t value) {
        add_key(key);
        line_ += std::to_string(value);
    }

    std::string finish() {
        if (json_)
            line_ += '}';
        return std::move(line_);
    }

private:
    void add_key(std::string_view key) {
        const bool first = line_.empty();
        if (json_) {
            line_ += first ? '{' : ',';
            append_quoted(line_, key);
            line_ += ':';
        } else {
            if (!first)
                line_ += ' ';
            line_ += key;
            line_ += '=';
        }
    }

    bool json_;
    std::string line_;
};

} // namespace

std::string log_line(const log_record& record, time_point now, log_format format) {
    line_builder line(format);
    line.add("ts", format_rfc3339(now));
    line.add("level", log_level_names[static_cast<std::size_t>(record.level)]);
    line.add("event", record.event);
    line.add("msg", record.msg);
    for (const auto& field : record.fields)
        std::visit([&](const auto& value) { line.add(field.first, value); }, field.second);
    return line.finish();
}

} // namespace balanced
