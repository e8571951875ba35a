#pragma once
#include <balanced/core/failure.hpp>
#include <balanced/core/settings.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// Asking an HTTP proxy for a tunnel (CONNECT, RFC 9110 §9.3.6): the bytes of the request, and what those of
// the answer mean. Of the answer only the status counts; no field of it is looked at. No sockets here.

namespace balanced {

/// The request for a tunnel to the host and port of `target`, with the proxy's credentials where it has a
/// user.
std::string connect_request(const proxy_server& proxy, const origin_url& target);

/// The proxy's answer, in whatever pieces it arrives.
class proxy_answer {
public:
    /// All heads together, interim answers included.
    static constexpr std::size_t head_limit = 16384;

    /// Takes the next piece. False: the answer is decided, and no more is wanted.
    bool write(std::string_view piece);

    /// Once it is decided: why there is no tunnel, absent where there is one. Bytes behind the head of a 2xx
    /// are a failure too, as nobody may speak before our handshake. `proxy` is who was asked.
    std::optional<poll_failure> failure(const proxy_server& proxy) const;

private:
    enum class verdict : unsigned char { undecided, open, refused, malformed, too_long, early };

    verdict take(char next);
    verdict end_line();
    verdict read_status(std::string_view line);
    verdict end_head();

    verdict verdict_ = verdict::undecided;
    std::size_t size_ = 0;
    std::string line_{};
    unsigned status_ = 0; ///< 0 before the end of a status line
};

} // namespace balanced
