#include <balanced/net/request_parser.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>

#include <cstdint>
#include <optional>

namespace balanced {

namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

using parser = http::request_parser<http::empty_body>;

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

// RFC 9110 §5.3: several fields of one name are one list.
std::string joined(const http::fields& fields, http::field name) {
    std::string all;
    const auto [first, last] = fields.equal_range(name);
    for (auto field = first; field != last; ++field) {
        if (!all.empty())
            all.append(", ");
        all.append(view(field->value()));
    }
    return all;
}

// RFC 9112 §3.2: one Host field, which may be missing before HTTP/1.1; RFC 3986 §3.2.2: what it may hold.
bool host_is_sound(const http::request_header<>& head) {
    const auto hosts = head.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && head.version() >= 11))
        return false;
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                         "-._~%!$&'()*+,;=:[]";
    return view(head[http::field::host]).find_first_not_of(allowed) == std::string_view::npos;
}

// RFC 9110 §11.6.2: one set of credentials; of several, two readers might take different ones.
bool authorization_is_sound(const http::request_header<>& head) {
    return head.count(http::field::authorization) <= 1;
}

// RFC 9112 §6.1 and §6.3: a length that another reader might see differently is an attempt to smuggle a
// request.
bool framing_is_sound(const http::request_header<>& head) {
    const auto codings = head.count(http::field::transfer_encoding);
    if (codings == 0)
        return true;
    return codings == 1 && beast::iequals(head[http::field::transfer_encoding], "chunked") &&
           head.count(http::field::content_length) == 0 && head.version() >= 11;
}

// RFC 9112 §3.2.2: the absolute form names the origin before the path.
std::string_view origin_form(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!beast::iequals(target.substr(0, scheme.size()), scheme))
            continue;
        const auto path = target.find_first_of("/?", scheme.size());
        return path == std::string_view::npos ? std::string_view() : target.substr(path);
    }
    return target;
}

http_request make_request(const http::request_header<>& head) {
    const std::string_view target = origin_form(view(head.target()));
    const auto question = target.find('?');
    http_request request;
    request.method = view(head.method_string());
    request.path = target.substr(0, question);
    if (request.path.empty())
        request.path.push_back('/');
    if (question != std::string_view::npos)
        request.query = target.substr(question + 1);
    request.accept = joined(head, http::field::accept);
    request.accept_encoding = joined(head, http::field::accept_encoding);
    request.authorization = view(head[http::field::authorization]);
    return request;
}

unsigned refusal_for(const beast::error_code& error) {
    if (error == http::error::header_limit)
        return 431;
    if (error == http::error::body_limit || error == http::error::unexpected_body)
        return 413;
    return 400;
}

request_parser::step refused(std::size_t used, unsigned status) {
    return {used, request_parser::progress::refused, status};
}

} // namespace

struct request_parser::implementation {
    explicit implementation(std::size_t bytes)
        : limit(bytes) {
        reset();
    }

    void reset() {
        beast.emplace();
        beast->header_limit(static_cast<std::uint32_t>(limit));
        beast->body_limit(0);
        used = 0;
        head_seen = false;
        for_head = false;
    }

    // RFC 9112 §2.2: empty lines before a request are ignored.
    std::size_t skip_empty_lines(std::string_view bytes) {
        std::size_t skipped = 0;
        for (; used + 2 <= limit && bytes.substr(skipped).starts_with("\r\n"); used += 2)
            skipped += 2;
        return skipped;
    }

    std::size_t put(std::string_view bytes, beast::error_code& error) {
        // Beast takes half an empty line for a method, and asserts that a chunked body ends in one piece.
        const bool too_few = head_seen ? bytes.size() < std::string_view("0\r\n\r\n").size()
                                       : !beast->got_some() && bytes == "\r";
        if (too_few) {
            error = http::error::need_more;
            return 0;
        }
        return beast->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    }

    /// Whether the head means the same to every reader.
    bool take_head() {
        head_seen = true;
        const http::request_header<>& head = beast->get();
        if (!host_is_sound(head) || !authorization_is_sound(head) || !framing_is_sound(head))
            return false;
        request = make_request(head);
        return true;
    }

    std::size_t limit;
    std::optional<parser> beast{};
    std::size_t used = 0; ///< of the limit
    bool head_seen = false;
    bool for_head = false;
    http_request request{};
};

request_parser::request_parser(std::size_t limit)
    : self_(std::make_unique<implementation>(limit)) {}

request_parser::~request_parser() = default;

request_parser::step request_parser::feed(std::string_view bytes) {
    std::size_t used = 0;
    if (!self_->beast->got_some())
        used = self_->skip_empty_lines(bytes);
    // Beast consumes a head when it is complete, and nothing of it before.
    if (!self_->head_seen)
        self_->for_head = bytes.substr(used).starts_with("HEAD ");
    while (!self_->beast->is_done()) {
        const std::string_view rest = bytes.substr(used, self_->limit - self_->used);
        beast::error_code error;
        const std::size_t taken = self_->put(rest, error);
        used += taken;
        self_->used += taken;
        // A forbidden length ends the head before Beast calls it done.
        const bool head_ended = self_->beast->is_header_done() || error == http::error::body_limit;
        if (head_ended && !self_->head_seen && !self_->take_head())
            return refused(used, 400);
        if (error == http::error::need_more) {
            if (self_->used + (rest.size() - taken) >= self_->limit)
                return refused(used, 431);
            return {used, progress::needs_more, 0};
        }
        if (error)
            return refused(used, refusal_for(error));
    }
    return {used, progress::complete, 0};
}

bool request_parser::asks_for_head() const {
    return self_->for_head;
}

http_request& request_parser::request() {
    return self_->request;
}

bool request_parser::keep_alive() const {
    return self_->beast->keep_alive();
}

bool request_parser::takes_chunks() const {
    return self_->beast->get().version() >= 11;
}

void request_parser::reset() {
    self_->reset();
}

} // namespace balanced
