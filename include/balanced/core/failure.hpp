#pragma once
#include <balanced/core/token_list.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

// Why a poll failed: one closed list of reasons, shared by metrics, logs and documentation.

namespace balanced {

enum class failure_reason : unsigned char {
    credentials,  ///< the key file is missing, empty or of several lines
    dns,          ///< the host name does not resolve
    connect,      ///< refused, reset, or closed before an answer
    tls,          ///< handshake, certificate or host name
    proxy,        ///< the proxy refused or failed
    timeout,      ///< the poll's deadline passed
    unauthorized, ///< 401
    forbidden,    ///< 403
    rate_limited, ///< 429
    client_error, ///< another 4xx
    server_error, ///< 5xx
    redirect,     ///< any 3xx: the key never goes to another origin
    too_large,    ///< the body exceeds `body_size_limit`
    decode,       ///< not a complete HTTP/1.1 answer, not JSON, or nested deeper than 32
    schema,       ///< JSON of another shape, or another status below 300
};

inline constexpr std::array<std::string_view, 15> failure_reason_names{
    "credentials",  "dns",          "connect",   "tls",          "proxy",
    "timeout",      "unauthorized", "forbidden", "rate_limited", "client_error",
    "server_error", "redirect",     "too_large", "decode",       "schema"};

constexpr std::string_view name(failure_reason reason) {
    return failure_reason_names[static_cast<std::size_t>(reason)];
}

struct poll_failure {
    failure_reason reason{};
    unsigned status = 0; ///< of the HTTP answer; 0 where there was none
    std::string detail;  ///< short, for people; holds neither secrets nor parts of the body
    std::optional<duration> retry_after{};
    list_tally tally{}; ///< of a list that was refused
};

using poll_outcome = std::variant<token_list, poll_failure>;

} // namespace balanced
