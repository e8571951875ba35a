#pragma once
#include <balanced/core/failure.hpp>
#include <balanced/core/settings.hpp>
#include <balanced/format/token_body.hpp>
#include <balanced/format/token_gathering.hpp>

#include <string_view>

// A token list that comes in one body: v2's array, or the one token that a key looking at itself sees.

namespace balanced {

class token_list_decoder {
public:
    /// Only tokens that `filter` accepts are kept; it must outlive the decoder. A shape other than `page`.
    explicit token_list_decoder(const token_filter& filter, list_shape shape = list_shape::array);

    /// Takes the next piece of the body. False: it can no longer become a list, and finish() says why.
    bool write(std::string_view piece) { return body_.write(piece); }

    /// The body is complete. A list, or a failure of reason decode or schema; once only.
    poll_outcome finish();

private:
    list_shape shape_;
    token_gathering gathered_;
    token_body body_;
};

} // namespace balanced
