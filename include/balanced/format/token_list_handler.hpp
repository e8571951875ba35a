#pragma once
#include <balanced/core/settings.hpp>
#include <balanced/format/token_entry.hpp>

#include <boost/json/error.hpp>
#include <boost/json/string_view.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The handler of Boost.JSON's basic_parser that makes a token list of what the parser tells. It refuses a
// document that is no array; other faults of the text are the parser's to find.

namespace balanced {

/// The text of a value or of a key, which may come in parts: joined only where it did, and only as far as it
/// is of use.
class joined_text {
public:
    void add(std::string_view part) {
        if (too_long_ || parts_.size() + part.size() > longest_field)
            too_long_ = true;
        else
            parts_ += part;
    }

    /// With its last part: the whole, valid until the next text begins. Absent where it is too long.
    std::optional<std::string_view> finish(std::string_view last) {
        if (parts_.empty() && !too_long_ && last.size() <= longest_field)
            return last;
        add(last);
        if (too_long_)
            return std::nullopt;
        return parts_;
    }

    void clear() {
        parts_.clear();
        too_long_ = false;
    }

    /// Whatever it was, it is of no use.
    void spoil() { too_long_ = true; }

private:
    std::string parts_;
    bool too_long_ = false;
};

/// What the parser tells of a list. At depth 0 is the document, at 1 an element of the array, at 2 a field of
/// an entry.
class token_list_handler {
public:
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);

    explicit token_list_handler(const token_filter& filter)
        : filter_(filter) {}

    std::string_view top_level() const { return top_level_; }
    std::size_t entries() const { return entries_; }
    token_list finish();

    /// What leads a fresh parser to the place where the last one stopped, to be fed to it up to the end of
    /// the replay; the number that it stopped in is spoilt.
    std::string begin_replay();
    void end_replay() { replaying_ = false; }

    static bool on_document_begin(boost::json::error_code&) { return true; }
    static bool on_document_end(boost::json::error_code&) { return true; }
    bool on_array_begin(boost::json::error_code& ec);
    bool on_array_end(std::size_t, boost::json::error_code&);
    bool on_object_begin(boost::json::error_code& ec);
    bool on_object_end(std::size_t, boost::json::error_code&);

    bool on_key_part(boost::json::string_view part, std::size_t, boost::json::error_code&) {
        if (depth() == 2)
            text_.add(part);
        return true;
    }

    bool on_key(boost::json::string_view last, std::size_t, boost::json::error_code&) {
        if (depth() != 2 || replaying_)
            return true;
        const auto key = text_.finish(last);
        field_ = key ? find_entry_field(*key) : entry_field::other;
        text_.clear();
        return true;
    }

    bool on_string_part(boost::json::string_view part, std::size_t, boost::json::error_code&) {
        return add_part(part);
    }
    bool on_string(boost::json::string_view last, std::size_t, boost::json::error_code& ec) {
        return on_text(field_value::kind::text, last, "a string", ec);
    }

    bool on_number_part(boost::json::string_view part, boost::json::error_code&) { return add_part(part); }
    bool on_int64(std::int64_t, boost::json::string_view last, boost::json::error_code& ec) {
        return on_number(last, ec);
    }
    bool on_uint64(std::uint64_t, boost::json::string_view last, boost::json::error_code& ec) {
        return on_number(last, ec);
    }
    bool on_double(double, boost::json::string_view last, boost::json::error_code& ec) {
        return on_number(last, ec);
    }

    bool on_bool(bool value, boost::json::error_code& ec) {
        return on_value({value ? field_value::kind::yes : field_value::kind::no}, "a boolean", ec);
    }
    bool on_null(boost::json::error_code& ec) { return on_value({field_value::kind::null}, "null", ec); }

    static bool on_comment_part(boost::json::string_view, boost::json::error_code&) { return true; }
    static bool on_comment(boost::json::string_view, boost::json::error_code&) { return true; }

private:
    std::size_t depth() const { return open_.size(); }

    /// Whether the text that is being read is the value of a field of use. No other text is ever stored.
    bool wanted() const { return depth() == 2 && field_ != entry_field::other; }

    bool add_part(std::string_view part) {
        if (wanted())
            text_.add(part);
        return true;
    }

    bool on_number(std::string_view last, boost::json::error_code& ec) {
        return on_text(field_value::kind::number, last, "a number", ec);
    }
    bool on_text(field_value::kind kind, std::string_view last, std::string_view as_top_level,
                 boost::json::error_code& ec);
    bool on_value(const field_value& value, std::string_view as_top_level, boost::json::error_code& ec);
    bool refuse(std::string_view as_top_level, boost::json::error_code& ec);
    void finish_entry();
    void keep_entry();

    const token_filter& filter_;
    std::string_view top_level_; ///< what the document is where it is no array
    std::string open_;           ///< the brackets that are not closed yet
    bool replaying_ = false;
    std::size_t entries_ = 0;
    entry_field field_ = entry_field::other; ///< whose value comes next
    joined_text text_;
    token_entry entry_;
    token_list list_;
    std::vector<token_identity> identities_; ///< empty until an entry has one
};

} // namespace balanced
