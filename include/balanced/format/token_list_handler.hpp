#pragma once
#include <balanced/format/token_gathering.hpp>

#include <boost/json/error.hpp>
#include <boost/json/string_view.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The handler of Boost.JSON's basic_parser that finds the entries of a list in what the parser tells. It
// refuses a document of another shape than the wanted one; other faults of the text are the parser's to find.

namespace balanced {

/// What a body is: an array of entries (v2), an object with some of them as its `results` (v3), or an object
/// that is the only entry itself.
enum class list_shape : unsigned char { array, page, single };

/// What a page says beside its entries.
struct page_facts {
    std::size_t results = 0;       ///< entries, whatever they are
    std::optional<double> limit{}; ///< as the server understood it; absent where it is no number
    bool has_results = false;
    bool has_next = false; ///< `next` is there and not null
};

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

/// What the parser tells of a list. At depth 0 is the document; how deep entries and their fields are depends
/// on the shape.
class token_list_handler {
public:
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);

    token_list_handler(list_shape shape, token_gathering& into);

    /// Why the document was refused; empty where it was not.
    const std::string& refusal() const { return refusal_; }
    const page_facts& page() const { return page_; }

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
        if (keyed())
            text_.add(part);
        return true;
    }

    bool on_key(boost::json::string_view last, std::size_t, boost::json::error_code&) {
        if (!keyed() || replaying_)
            return true;
        const auto key = text_.finish(last);
        if (depth() == fields_at_)
            field_ = key ? find_entry_field(*key) : entry_field::other;
        else
            page_field_ = key ? find_page_field(*key) : page_field::other;
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
    enum class page_field : unsigned char { other, results, limit, next };
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    std::size_t depth() const { return open_.size(); }

    /// Whether the keys at this depth are of use.
    bool keyed() const { return depth() == fields_at_ || depth() == page_fields_at_; }

    /// Whether the text that is being read is the value of a field of use. No other text is ever stored.
    bool wanted() const {
        return (depth() == fields_at_ && field_ != entry_field::other) ||
               (depth() == page_fields_at_ && page_field_ == page_field::limit);
    }

    bool add_part(std::string_view part) {
        if (wanted())
            text_.add(part);
        return true;
    }

    bool on_number(std::string_view last, boost::json::error_code& ec) {
        return on_text(field_value::kind::number, last, "a number", ec);
    }
    static page_field find_page_field(std::string_view key);
    bool on_text(field_value::kind kind, std::string_view last, std::string_view called,
                 boost::json::error_code& ec);
    bool on_value(const field_value& value, std::string_view called, boost::json::error_code& ec);
    bool on_page_value(const field_value& value, std::string_view called, boost::json::error_code& ec);
    bool refuse(std::string_view called, boost::json::error_code& ec);
    void finish_entry();

    list_shape shape_;
    token_gathering& into_;
    std::string refusal_;
    std::string open_; ///< the brackets that are not closed yet
    bool replaying_ = false;
    std::size_t entries_at_ = nowhere; ///< the depth of entries; of a page only within its results
    std::size_t fields_at_ = nowhere;  ///< the depth of their fields
    std::size_t page_fields_at_ = nowhere;
    entry_field field_ = entry_field::other;    ///< whose value comes next
    page_field page_field_ = page_field::other; ///< likewise
    joined_text text_;
    token_entry entry_;
    page_facts page_;
};

} // namespace balanced
