#include <balanced/format/quoted_text.hpp>
#include <balanced/format/state.hpp>
#include <balanced/format/state_handler.hpp>
#include <balanced/format/timestamp.hpp>
#include <balanced/format/units.hpp>

#include <boost/json/basic_parser_impl.hpp>
#include <zlib.h>

#include <cmath>
#include <utility>

namespace balanced {
namespace {

namespace json = boost::json;

std::uint32_t checksum(std::string_view text, std::uint32_t so_far = 0) {
    return static_cast<std::uint32_t>(
        ::crc32_z(so_far, reinterpret_cast<const unsigned char*>(text.data()), text.size()));
}

/// What stands behind the text that the checksum is of.
std::string ending_of(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    const std::uint32_t sum = checksum(text);
    std::string ending = ",\n\"crc32\":\"";
    for (int shift = 28; shift >= 0; shift -= 4)
        ending += digits[sum >> shift & 0xFU];
    return ending += "\"}\n";
}

bool has_its_ending(std::string_view text) {
    static const std::size_t size = ending_of({}).size();
    return text.size() >= size && text.ends_with(ending_of(text.substr(0, text.size() - size)));
}

void append_amount(std::string& out, std::string_view key, double value) {
    // What is no number any more, like a sum beyond all numbers, is as good as unknown.
    if (!std::isfinite(value))
        return;
    out.append(",\"").append(key).append("\":");
    append_number(out, value);
}

void append_level(std::string& out, std::string_view key, level_kind kind, std::optional<level> at) {
    if (at)
        out.append(",\"").append(key).append("\":\"").append(severity_name(kind, *at)).append("\"");
}

/// What is no estimate, like one of a balance beyond all numbers, is as good as none.
void append_burn(std::string& out, const burn_estimate& burn) {
    if (!is_estimate(burn))
        return;
    out += R"(,"burn":{"credits":)";
    append_number(out, burn.credits);
    append_amount(out, "seconds", burn.seconds);
    append_amount(out, "watched", in_seconds(burn.watched));
    out += '}';
}

} // namespace

state_reading read_state(std::string_view text) {
    json::basic_parser<state_handler> parser{json::parse_options{}};
    json::error_code ec;
    const std::size_t parsed = parser.write_some(false, text.data(), text.size(), ec);
    if (!ec && parsed < text.size())
        ec = json::error::extra_data;
    state_handler& handler = parser.handler();
    if (ec && handler.fault().empty())
        return {{}, "not JSON (" + ec.message() + ") at byte " + std::to_string(parsed)};
    if (ec)
        return {{}, handler.fault() + " at byte " + std::to_string(parsed)};
    if (!has_its_ending(text))
        return {{}, "its checksum does not fit: it was changed after it was written"};
    return {handler.take(), {}};
}

state_text::state_text(std::string_view version, time_point written) {
    text_ = R"({"format":1,"version":)";
    append_quoted(text_, version);
    text_.append(R"(,"written":")").append(format_rfc3339(written)).append(R"(","accounts":[)");
}

void state_text::add(std::string_view account_name, const remembered_account& account) {
    text_ += std::exchange(first_, false) ? "\n{\"name\":" : ",\n{\"name\":";
    const std::size_t name = text_.size();
    append_quoted(text_, account_name);
    tokens_ = checksum(std::string_view(text_).substr(name), tokens_);
    text_.append(R"(,"listed":")").append(format_rfc3339(account.listed)).append(R"(","tokens":[)");
    const std::size_t tokens = text_.size();
    for (const remembered_token& token : account.tokens) {
        text_ += text_.size() == tokens ? "\n{\"name\":" : ",\n{\"name\":";
        append_quoted(text_, token.name);
        if (token.balance)
            append_amount(text_, "balance", *token.balance);
        append_level(text_, "balance_level", level_kind::balance, token.balance_level);
        append_level(text_, "runway_level", level_kind::runway, token.runway_level);
        append_level(text_, "expiry_level", level_kind::expiry, token.expiry_level);
        append_amount(text_, "consumed", token.consumed);
        append_amount(text_, "added", token.added);
        if (token.seen)
            text_.append(R"(,"seen":")").append(format_rfc3339(*token.seen)).append("\"");
        append_burn(text_, token.burn);
        text_ += '}';
    }
    text_ += "]}";
    tokens_ = checksum(std::string_view(text_).substr(tokens), tokens_);
}

std::string state_text::finish() && {
    text_ += ']';
    text_ += ending_of(text_);
    return std::move(text_);
}

} // namespace balanced
