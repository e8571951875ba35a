#pragma once
#include <array>
#include <cstddef>
#include <string_view>

// Makes the text of a JSON body valid: what is not UTF-8 becomes U+FFFD, and so does a `\uD800` to `\uDFFF`
// without its partner. Whether the body is JSON is not its business.

namespace balanced {

/// A body goes through it piece by piece, cut anywhere; clean text comes out as a view of the piece itself.
class utf8_repair {
public:
    /// Takes some text off the front of `piece` and returns what it becomes, valid until the next call. Call
    /// it until `piece` is empty and nothing comes back. Of an invalid sequence each maximal subpart becomes
    /// one U+FFFD (Unicode §3.9, as in the WHATWG decoder).
    std::string_view next(std::string_view& piece);

    /// The body is complete: what is left of it. Call it until nothing comes back.
    std::string_view finish();

    /// How many bytes were taken off a piece and have not come out yet.
    std::size_t pending() const { return size_; }

private:
    std::string_view take_pending(std::size_t length, bool valid);

    // The longest sequence whose validity can be open: a pair of escapes without its last digit.
    std::array<char, 12> pending_{}; ///< a sequence that a piece ended in
    std::array<char, 12> output_{};
    std::size_t size_ = 0;
};

} // namespace balanced
