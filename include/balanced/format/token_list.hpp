#pragma once
#include <balanced/core/failure.hpp>
#include <balanced/core/settings.hpp>

#include <memory>
#include <string_view>

// The body of a token list, decoded piece by piece as it arrives: no copy of it, no document tree, and the
// `token` secrets are never stored. Numbers are converted from their own digits, so they come out as they
// went in.

namespace balanced {

class token_list_decoder {
public:
    /// Only tokens that `filter` accepts are kept; it must outlive the decoder.
    explicit token_list_decoder(const token_filter& filter);
    ~token_list_decoder();
    token_list_decoder(const token_list_decoder&) = delete;
    token_list_decoder& operator=(const token_list_decoder&) = delete;

    /// Takes the next piece of the body. False: it can no longer become a list, and finish() says why.
    bool write(std::string_view piece);

    /// The body is complete. A list, or a failure of reason decode or schema; once only.
    poll_outcome finish();

private:
    struct implementation;
    std::unique_ptr<implementation> self_;
};

} // namespace balanced
