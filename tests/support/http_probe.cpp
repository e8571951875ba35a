#include "http_probe.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace balanced::testing {

namespace {

std::string lower(std::string text) {
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

http_answer parse_head(const std::string& head) {
    http_answer answer;
    if (!head.starts_with("HTTP/1.1 "))
        throw std::runtime_error("not an answer: " + head);
    auto line_end = head.find("\r\n");
    answer.status = static_cast<unsigned>(std::stoul(head.substr(9, 3)));
    answer.phrase = head.substr(13, line_end - 13);
    while (line_end + 2 < head.size()) {
        const auto begin = line_end + 2;
        line_end = head.find("\r\n", begin);
        const auto colon = head.find(": ", begin);
        answer.fields[lower(head.substr(begin, colon - begin))] =
            head.substr(colon + 2, line_end - colon - 2);
    }
    return answer;
}

} // namespace

http_probe::http_probe()
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (socket_ < 0)
        throw std::system_error(errno, std::generic_category(), "socket");
    const int at_once = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    const timeval patience{60, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

http_probe::http_probe(const boost::asio::ip::tcp::endpoint& server)
    : http_probe() {
    connect(server);
}

http_probe::http_probe(const boost::asio::ip::tcp::endpoint& server, boost::asio::ssl::context& tls)
    : http_probe(server) {
    handshake(tls);
}

http_probe::~http_probe() {
    ::close(socket_);
}

void http_probe::connect(const boost::asio::ip::tcp::endpoint& server) const {
    if (::connect(socket_, server.data(), static_cast<socklen_t>(server.size())) != 0)
        throw std::system_error(errno, std::generic_category(), "connect");
}

void http_probe::handshake(boost::asio::ssl::context& tls) {
    // OpenSSL writes to a socket that the server has closed as to a pipe.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    tls_.reset(SSL_new(tls.native_handle()));
    SSL_set_fd(tls_.get(), socket_);
    ERR_clear_error();
    if (SSL_connect(tls_.get()) == 1)
        return;
    const char* reason = ERR_reason_error_string(ERR_get_error());
    throw std::runtime_error(reason != nullptr ? reason : "the server closed within the handshake");
}

void http_probe::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const auto sent = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                               : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void http_probe::send_end() const {
    ::shutdown(socket_, SHUT_WR);
}

bool http_probe::receive() {
    std::array<char, 65536> buffer{};
    errno = 0;
    const auto count = tls_ ? SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()))
                            : ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (count < 0 && errno == EAGAIN)
        throw std::runtime_error("the server is silent");
    reset_ = count < 0 && errno == ECONNRESET;
    if (count <= 0)
        return false;
    received_.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
}

http_answer http_probe::read_answer(bool with_body) {
    auto end = received_.find("\r\n\r\n");
    for (; end == std::string::npos; end = received_.find("\r\n\r\n"))
        if (!receive())
            throw std::runtime_error("the server closed before an answer");
    http_answer answer = parse_head(received_.substr(0, end + 2));
    received_.erase(0, end + 4);
    if (with_body && answer.fields.contains("transfer-encoding"))
        answer.body = read_chunks();
    if (!with_body || !answer.fields.contains("content-length"))
        return answer;
    answer.body = take(std::stoul(answer.fields["content-length"]));
    return answer;
}

std::string http_probe::take(std::size_t length) {
    while (received_.size() < length)
        if (!receive())
            throw std::runtime_error("the server closed within an answer");
    std::string taken = received_.substr(0, length);
    received_.erase(0, length);
    return taken;
}

std::string http_probe::read_chunks() {
    std::string body;
    for (std::size_t size = 1; size > 0;) {
        std::string digits;
        while (!digits.ends_with("\r\n"))
            digits += take(1);
        std::size_t used = 0;
        size = std::stoul(digits, &used, 16);
        body += take(size);
        if (used + 2 != digits.size() || take(2) != "\r\n")
            throw std::runtime_error("not a chunk");
    }
    return body;
}

std::string http_probe::read_to_end() {
    while (receive()) {
    }
    return std::exchange(received_, {});
}

bool http_probe::was_told_the_end() const {
    return tls_ && (SSL_get_shutdown(tls_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

bool http_probe::has_input() const {
    pollfd waiting{socket_, POLLIN, 0};
    return ::poll(&waiting, 1, 1) > 0;
}

http_answer http_probe::get(std::string_view target) {
    send("GET " + std::string(target) + " HTTP/1.1\r\nHost: probe\r\n\r\n");
    return read_answer();
}

} // namespace balanced::testing
