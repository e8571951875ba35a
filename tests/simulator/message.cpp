#include "simulator/message.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace balanced::simulator {

namespace {

namespace http = boost::beast::http;

constexpr std::size_t chunk_size = 1000;

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return lower;
}

request to_request(const http::request<http::string_body>& parsed) {
    request made;
    made.method = parsed.method_string();
    made.target = parsed.target();
    for (const auto& field : parsed)
        made.headers.emplace_back(lower_case(field.name_string()), field.value());
    return made;
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

std::string chunked(std::string_view body) {
    std::string out;
    for (; !body.empty(); body.remove_prefix(std::min(chunk_size, body.size()))) {
        const std::string_view piece = body.substr(0, chunk_size);
        std::array<char, 2 * sizeof(std::size_t)> size{};
        const auto end = std::to_chars(size.data(), size.data() + size.size(), piece.size(), 16).ptr;
        out.append(size.data(), end).append("\r\n").append(piece).append("\r\n");
    }
    return out + "0\r\n\r\n";
}

/// RFC 9110 §6.4.1
bool has_content(unsigned status) {
    return status >= 200 && status != 204 && status != 304;
}

} // namespace

std::string request::header(const std::string& name) const {
    const auto found =
        std::find_if(headers.begin(), headers.end(), [&](const auto& field) { return field.first == name; });
    return found == headers.end() ? std::string() : found->second;
}

received_request read_request(std::string_view bytes) {
    received_request result;
    http::request_parser<http::string_body> parser;
    parser.eager(true);
    boost::system::error_code error;
    while (!parser.is_done() && !error) {
        const auto rest = bytes.substr(result.used);
        const std::size_t used = parser.put(boost::asio::buffer(rest), error);
        result.used += used;
        if (used == 0 && !error)
            return result;
    }
    if (error == http::error::need_more)
        return result;
    if (error) {
        result.state = received_request::progress::malformed;
        return result;
    }
    result.state = received_request::progress::complete;
    result.keep_alive = parser.keep_alive();
    result.what = to_request(parser.get());
    return result;
}

std::string text_of(const answer& what, std::string_view method) {
    if (what.raw)
        return *what.raw;
    std::string out = "HTTP/1.1 " + std::to_string(what.status) + " ";
    out.append(http::obsolete_reason(http::status(what.status))).append("\r\n");
    if (!what.content_type.empty())
        append_field(out, "Content-Type", what.content_type);
    if (has_content(what.status)) {
        if (what.chunked)
            append_field(out, "Transfer-Encoding", "chunked");
        else
            append_field(out, "Content-Length", std::to_string(what.body.size()));
    }
    for (const auto& [name, value] : what.headers)
        append_field(out, name, value);
    out += "\r\n";
    if (has_content(what.status) && method != "HEAD")
        out += what.chunked ? chunked(what.body) : what.body;
    return out;
}

} // namespace balanced::simulator
