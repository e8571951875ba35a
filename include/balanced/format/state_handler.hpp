#pragma once
#include <balanced/format/state.hpp>

#include <boost/json/error.hpp>
#include <boost/json/string_view.hpp>

#include <cstdint>
#include <string>
#include <string_view>

// The handler of Boost.JSON's basic_parser that makes a state of what the parser tells. It is strict: a key
// that it knows must hold what belongs there, once. The checksum is not its business.

namespace balanced {

class state_handler {
public:
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);

    /// Why the document, though JSON so far, is no state; empty where the parser has a fault of its own.
    const std::string& fault() const { return fault_; }

    /// The state of a document that was parsed to its end.
    saved_state take() { return std::move(state_); }

    static bool on_document_begin(boost::json::error_code&) { return true; }
    static bool on_document_end(boost::json::error_code&) { return true; }
    bool on_object_begin(boost::json::error_code& ec);
    bool on_object_end(std::size_t, boost::json::error_code& ec);
    bool on_array_begin(boost::json::error_code& ec);
    bool on_array_end(std::size_t, boost::json::error_code&);

    bool on_key_part(boost::json::string_view part, std::size_t, boost::json::error_code&) {
        return add_part(part);
    }
    bool on_key(boost::json::string_view last, std::size_t, boost::json::error_code& ec);
    bool on_string_part(boost::json::string_view part, std::size_t, boost::json::error_code&) {
        return add_part(part);
    }
    bool on_string(boost::json::string_view last, std::size_t, boost::json::error_code& ec) {
        return on_value(kind::text, last, ec);
    }
    bool on_number_part(boost::json::string_view part, boost::json::error_code&) { return add_part(part); }
    bool on_int64(std::int64_t, boost::json::string_view last, boost::json::error_code& ec) {
        return on_value(kind::number, last, ec);
    }
    bool on_uint64(std::uint64_t, boost::json::string_view last, boost::json::error_code& ec) {
        return on_value(kind::number, last, ec);
    }
    bool on_double(double, boost::json::string_view last, boost::json::error_code& ec) {
        return on_value(kind::number, last, ec);
    }
    bool on_bool(bool, boost::json::error_code& ec) { return on_value(kind::other, {}, ec); }
    bool on_null(boost::json::error_code& ec) { return on_value(kind::other, {}, ec); }

    static bool on_comment_part(boost::json::string_view, boost::json::error_code&) { return true; }
    static bool on_comment(boost::json::string_view, boost::json::error_code&) { return true; }

private:
    enum class kind : unsigned char { text, number, other };
    enum class place : unsigned char { document, state, accounts, account, tokens, token, burn };
    enum class key : unsigned char {
        unknown,
        format,
        version,
        written,
        accounts,
        crc32,
        account_name,
        listed,
        tokens,
        token_name,
        balance,
        balance_level,
        expiry_level,
        consumed,
        added,
        runway_level,
        seen,
        burn,
        burn_credits,
        burn_seconds,
        burn_watched,
    };
    struct known_key;

    bool add_part(std::string_view part) {
        if (unknown_ == 0)
            text_ += part;
        return true;
    }
    bool on_value(kind is, std::string_view last, boost::json::error_code& ec);
    bool take_value(kind is);
    bool take_number(double& into);
    bool take_level(level_kind of, std::optional<level>& into);
    bool take_time(time_point& into);
    bool take_seconds(duration& into);
    bool in_object() const;
    bool begin(place from, key by, place to, boost::json::error_code& ec);
    bool finish_burn(boost::json::error_code& ec);
    bool finish_token(boost::json::error_code& ec);
    bool finish_account(boost::json::error_code& ec);
    bool refuse(std::string fault, boost::json::error_code& ec);
    std::string name_of_key() const;

    saved_state state_;
    std::string fault_;
    place place_ = place::document;
    std::size_t unknown_ = 0; ///< how deep within the value of a key that is not known
    key key_ = key::unknown;  ///< whose value comes next
    std::uint32_t seen_ = 0;  ///< keys of the objects that are open, a bit each
    std::string text_;        ///< of a key or of a value, which may come in parts
    std::string account_name_;
    remembered_account account_;
    remembered_token token_;
};

} // namespace balanced
