#pragma once
#include <balanced/net/http_message.hpp>

#include <cstddef>
#include <memory>
#include <string_view>

// An HTTP/1.x request without a body (RFC 9112), from bytes as they arrive. It knows no socket and decodes
// nothing; what has a body, or could mean two things to two readers, is refused.

namespace balanced {

class request_parser {
public:
    enum class progress { needs_more, complete, refused };

    struct step {
        std::size_t used = 0; ///< bytes that need not be shown again
        progress state = progress::needs_more;
        unsigned refusal = 0; ///< 400, 413 or 431
    };

    /// A request longer than `limit` bytes, from its first to the empty line that ends it, is refused.
    explicit request_parser(std::size_t limit);
    ~request_parser();

    /// `bytes` begin with what the last call did not use.
    step feed(std::string_view bytes);

    /// Whether what has come asks for a head alone, also where it is refused (RFC 9110 §9.3.2).
    bool asks_for_head() const;

    /// The request, once it is complete.
    http_request& request();
    bool keep_alive() const;
    /// Whether its client understands a body in chunks (RFC 9112 §7.1): one of HTTP/1.0 does not.
    bool takes_chunks() const;

    /// Makes ready for the next request of the connection.
    void reset();

private:
    struct implementation;
    std::unique_ptr<implementation> self_;
};

} // namespace balanced
