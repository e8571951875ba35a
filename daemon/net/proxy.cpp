#include <balanced/format/url_host.hpp>
#include <balanced/net/exchange_failure.hpp>
#include <balanced/net/proxy.hpp>

#include <openssl/evp.h>

#include <charconv>
#include <utility>

namespace balanced {

namespace {

constexpr std::size_t status_at = 9; // "HTTP/1.1 200"
constexpr std::size_t status_end = 12;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Whether `c` may stand there in a status line (RFC 9112 §4), also in one that ends with the status.
bool fits_status_line(std::size_t at, char c) {
    constexpr std::string_view shape = "HTTP/1.# ###";
    if (at < shape.size())
        return shape[at] == '#' ? is_digit(c) : c == shape[at];
    return at > shape.size() || c == ' ' || c == '\r';
}

/// RFC 4648 §4.
std::string base64(const std::string& text) {
    std::string encoded((text.size() + 2) / 3 * 4 + 1, '\0'); // with the NUL that OpenSSL writes
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    encoded.resize(static_cast<std::size_t>(length));
    return encoded;
}

poll_failure failure_of(unsigned status, std::string detail) {
    poll_failure made;
    made.reason = failure_reason::proxy;
    made.status = status;
    made.detail = std::move(detail);
    return made;
}

} // namespace

std::string connect_request(const proxy_server& proxy, const origin_url& target) {
    const std::string authority = host_and_port(target.host, target.port);
    std::string text;
    text.append("CONNECT ").append(authority).append(" HTTP/1.1\r\n");
    text.append("Host: ").append(authority).append("\r\n");
    if (!proxy.user.empty())
        text.append("Proxy-Authorization: Basic ")
            .append(base64(proxy.user + ":" + proxy.password))
            .append("\r\n");
    return text.append("\r\n");
}

bool proxy_answer::write(std::string_view piece) {
    for (const char next : piece) {
        if (verdict_ == verdict::open)
            verdict_ = verdict::early;
        if (verdict_ != verdict::undecided)
            break;
        verdict_ = take(next);
    }
    return verdict_ == verdict::undecided;
}

proxy_answer::verdict proxy_answer::take(char next) {
    if (++size_ > head_limit)
        return verdict::too_long;
    if (next == '\n')
        return end_line();
    if (status_ == 0 && !fits_status_line(line_.size(), next))
        return verdict::malformed;
    line_ += next;
    return verdict::undecided;
}

/// A line may end with LF alone (RFC 9112 §2.2).
proxy_answer::verdict proxy_answer::end_line() {
    const std::string line = std::exchange(line_, std::string());
    if (status_ == 0)
        return read_status(line);
    return line.empty() || line == "\r" ? end_head() : verdict::undecided;
}

proxy_answer::verdict proxy_answer::read_status(std::string_view line) {
    if (line.size() < status_end)
        return verdict::malformed;
    std::from_chars(line.data() + status_at, line.data() + status_end, status_);
    return status_ < 100 ? verdict::malformed : verdict::undecided;
}

/// An interim answer is followed by another, but for the one that changes the protocol.
proxy_answer::verdict proxy_answer::end_head() {
    if (status_ < 200 && status_ != 101) {
        status_ = 0;
        return verdict::undecided;
    }
    return status_ >= 200 && status_ < 300 ? verdict::open : verdict::refused;
}

std::optional<poll_failure> proxy_answer::failure(const proxy_server& proxy) const {
    switch (verdict_) {
    case verdict::open:
        return std::nullopt;
    case verdict::refused: {
        poll_failure refusal = failure_of(status_, status_failure(status_).detail);
        if (status_ == 407)
            refusal.detail += proxy.user.empty() ? ": it wants a user name and a password"
                                                 : ": it refuses the user name or the password";
        return refusal;
    }
    case verdict::too_long:
        return failure_of(0, "the head of its answer exceeds " + std::to_string(head_limit) + " bytes");
    case verdict::early:
        return failure_of(status_, "it sent more than the head of its answer");
    default:
        return failure_of(0, "not an HTTP/1.1 answer");
    }
}

} // namespace balanced
