#pragma once
#include <balanced/core/failure.hpp>
#include <balanced/format/token_list_handler.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

// One body with entries of a list, decoded piece by piece as it arrives: no copy of it, no document tree, and
// the `token` secrets are never stored. Numbers are converted from their own digits, so they come out as they
// went in. What the entries come to is not known here.

namespace balanced {

class token_body {
public:
    /// `into` must outlive it.
    token_body(list_shape shape, token_gathering& into);
    ~token_body();
    token_body(const token_body&) = delete;
    token_body& operator=(const token_body&) = delete;

    /// Takes the next piece. False: it can no longer become what it must be, and finish() says why.
    bool write(std::string_view piece);

    /// The body is complete. Absent where it is good, else a failure of reason decode or schema; once only.
    std::optional<poll_failure> finish();

    const page_facts& page() const;
    std::size_t bytes() const; ///< so far

private:
    struct implementation;
    std::unique_ptr<implementation> self_;
};

} // namespace balanced
