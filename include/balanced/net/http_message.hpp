#pragma once
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What an HTTP server is asked and what it answers, and the head of an answer (RFC 9112). Nothing here reads
// or writes a socket.

namespace balanced {

struct http_request {
    std::string method; ///< as sent
    std::string path;   ///< before the `?`, as sent
    std::string query;  ///< behind it
    std::string accept; ///< the values of all Accept fields, joined by commas
    std::string accept_encoding;
    std::string authorization{}; ///< the value of the one Authorization field; empty where there is none
};

struct http_response {
    unsigned status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::vector<std::pair<std::string, std::string>>
        headers{}; ///< beside Date, Content-Type, Content-Length, Transfer-Encoding, Connection
    std::vector<std::string_view> body{};              ///< written one after the other, without a copy
    std::vector<std::shared_ptr<const void>> owners{}; ///< what the body points into
    /// What follows the body where its length is not known before: asked for the next piece whenever the
    /// client has taken the one before, until one is empty. Its coroutine ends before it goes.
    std::function<boost::asio::awaitable<std::string>()> more{};
};

/// How a client sees where the body ends (RFC 9112 §6.3).
enum class body_end : unsigned char { length, chunks, close };

/// A short plain-text answer that owns its body.
http_response text_response(unsigned status, std::string body);

/// The standard phrase of a status, or nothing.
std::string_view reason_phrase(unsigned status);

/// Whether an answer of this status has a body and a length at all (RFC 9110 §6.4.1).
bool has_content(unsigned status);

/// Appends the status line and the header fields up to the empty line; `date` is an HTTP date, empty where
/// the time is not known (RFC 9110 §6.6.1).
void append_head(std::string& out, const http_response& response, bool keep_alive, std::string_view date,
                 body_end end = body_end::length);

} // namespace balanced
