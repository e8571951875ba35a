#include <balanced/net/http_message.hpp>

#include <boost/beast/http/status.hpp>

#include <cstddef>

namespace balanced {

namespace {

namespace http = boost::beast::http;

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

std::size_t content_length(const http_response& response) {
    std::size_t length = 0;
    for (const std::string_view piece : response.body)
        length += piece.size();
    return length;
}

} // namespace

http_response text_response(unsigned status, std::string body) {
    const auto owned = std::make_shared<const std::string>(std::move(body));
    http_response response;
    response.status = status;
    response.body.emplace_back(*owned);
    response.owners.push_back(owned);
    return response;
}

std::string_view reason_phrase(unsigned status) {
    const http::status known = http::int_to_status(status);
    if (known == http::status::unknown)
        return {};
    const auto phrase = http::obsolete_reason(known);
    return {phrase.data(), phrase.size()};
}

bool has_content(unsigned status) {
    return status >= 200 && status != 204 && status != 304;
}

void append_head(std::string& out, const http_response& response, bool keep_alive, std::string_view date,
                 body_end end) {
    out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    out.append(reason_phrase(response.status)).append("\r\n");
    if (!date.empty())
        append_field(out, "Date", date);
    if (has_content(response.status)) {
        append_field(out, "Content-Type", response.content_type);
        if (end == body_end::length)
            append_field(out, "Content-Length", std::to_string(content_length(response)));
        else if (end == body_end::chunks)
            append_field(out, "Transfer-Encoding", "chunked");
    }
    for (const auto& [name, value] : response.headers)
        append_field(out, name, value);
    append_field(out, "Connection", keep_alive ? "keep-alive" : "close");
    out.append("\r\n");
}

} // namespace balanced
