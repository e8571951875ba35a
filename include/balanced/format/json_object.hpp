#pragma once
#include <balanced/core/time.hpp>

#include <optional>
#include <string>
#include <string_view>

// Writes JSON objects, member by member, at the end of a text. That no key comes twice is the caller's
// business.

namespace balanced {

/// Members follow each other in the order in which they are added; what is not known is null.
class json_object {
public:
    /// Begins at the end of `out`, which outlives it.
    explicit json_object(std::string& out)
        : out_(out) {
        out_ += '{';
    }

    /// `json` is a value as it stands.
    json_object& raw(std::string_view key, std::string_view json);
    /// Whatever the text is.
    json_object& text(std::string_view key, std::string_view value);
    /// Likewise; null where it is empty.
    json_object& known_text(std::string_view key, std::string_view value);
    /// It reads back as the same double; null too where it is infinite or no number.
    json_object& number(std::string_view key, std::optional<double> value);
    /// RFC 3339.
    json_object& time(std::string_view key, std::optional<time_point> value);
    json_object& truth(std::string_view key, std::optional<bool> value);
    void end() { out_ += '}'; }

private:
    void name(std::string_view key);

    std::string& out_;
    bool first_ = true;
};

} // namespace balanced
