#include <balanced/format/utf8.hpp>
#include <balanced/format/utf8_repair.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace balanced {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

using verdict = utf8_character::verdict;

/// What a text begins with: a sequence of that length, or (cut) one that needs more bytes to be judged.
struct sequence {
    verdict is;
    std::size_t length;
};

int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

struct escape {
    verdict is; ///< invalid: not a `\u` with four digits
    int unit;   ///< of UTF-16
};

escape read_escape(std::string_view text) {
    int unit = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        if (i == text.size())
            return {verdict::cut, 0};
        if (i < 2) {
            if (text[i] != "\\u"[i])
                return {verdict::invalid, 0};
            continue;
        }
        const int digit = hex_digit(text[i]);
        if (digit < 0)
            return {verdict::invalid, 0};
        unit = unit * 16 + digit;
    }
    return {verdict::valid, unit};
}

/// A backslash and what belongs to it. One that JSON does not know is left for the parser to refuse.
sequence judge_escape(std::string_view text) {
    const escape first = read_escape(text);
    if (first.is == verdict::cut)
        return {verdict::cut, text.size()};
    if (first.is == verdict::invalid)
        return {verdict::valid, (text[1] & 0x80) != 0 ? 1U : 2U};
    if (first.unit < 0xD800 || first.unit > 0xDFFF)
        return {verdict::valid, 6};
    if (first.unit > 0xDBFF)
        return {verdict::invalid, 6};
    const escape second = read_escape(text.substr(6));
    if (second.is == verdict::cut)
        return {verdict::cut, text.size()};
    const bool pair = second.is == verdict::valid && second.unit >= 0xDC00 && second.unit <= 0xDFFF;
    return pair ? sequence{verdict::valid, 12} : sequence{verdict::invalid, 6};
}

sequence judge(std::string_view text) {
    if (text.front() == '\\')
        return judge_escape(text);
    if ((text.front() & 0x80) != 0) {
        const utf8_character front = front_character(text);
        return {front.is, front.bytes};
    }
    return {verdict::valid, 1};
}

bool is_plain(char c) {
    return (c & 0x80) == 0 && c != '\\';
}

/// How many plain characters, ASCII and no backslash, `text` begins with; looked at eight at a time.
std::size_t plain_length(std::string_view text) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t high_bits = ones * 0x80;
    std::size_t length = 0;
    for (; text.size() - length >= sizeof(std::uint64_t); length += sizeof(std::uint64_t)) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + length, sizeof eight);
        const std::uint64_t zero_at_backslash = eight ^ (ones * '\\');
        const std::uint64_t zeros = (zero_at_backslash - ones) & ~zero_at_backslash;
        if (((eight | zeros) & high_bits) != 0)
            break;
    }
    while (length < text.size() && is_plain(text[length]))
        ++length;
    return length;
}

/// How much of `text` can pass as it is.
std::size_t clean_length(std::string_view text) {
    std::size_t length = plain_length(text);
    while (length < text.size()) {
        const sequence first = judge(text.substr(length));
        if (first.is != verdict::valid)
            break;
        length += first.length;
        if (length < text.size() && is_plain(text[length]))
            length += plain_length(text.substr(length));
    }
    return length;
}

} // namespace

std::string_view utf8_repair::take_pending(std::size_t length, bool valid) {
    std::copy_n(pending_.begin(), length, output_.begin());
    std::copy(pending_.begin() + static_cast<std::ptrdiff_t>(length),
              pending_.begin() + static_cast<std::ptrdiff_t>(size_), pending_.begin());
    size_ -= length;
    return valid ? std::string_view(output_.data(), length) : replacement;
}

std::string_view utf8_repair::next(std::string_view& piece) {
    while (size_ > 0) {
        const sequence first = judge({pending_.data(), size_});
        if (first.is != verdict::cut)
            return take_pending(first.length, first.is == verdict::valid);
        if (piece.empty())
            return {};
        pending_[size_++] = piece.front();
        piece.remove_prefix(1);
    }
    if (piece.empty())
        return {};
    std::string_view text = piece.substr(0, clean_length(piece));
    if (text.empty()) {
        const sequence first = judge(piece);
        if (first.is == verdict::cut) {
            size_ = piece.copy(pending_.data(), pending_.size());
            piece = {};
            return {};
        }
        text = replacement;
        piece.remove_prefix(first.length);
    } else {
        piece.remove_prefix(text.size());
    }
    return text;
}

std::string_view utf8_repair::finish() {
    if (size_ == 0)
        return {};
    const sequence first = judge({pending_.data(), size_});
    if (first.is != verdict::cut)
        return take_pending(first.length, first.is == verdict::valid);
    // What is missing will never come: a cut character, a surrogate that stays alone, or half an escape.
    if (pending_.front() != '\\')
        return take_pending(size_, false);
    const bool lone_surrogate = size_ >= 6;
    return take_pending(lone_surrogate ? 6 : size_, !lone_surrogate);
}

} // namespace balanced
