#include <balanced/format/small_letter.hpp>
#include <balanced/format/url_host.hpp>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace balanced {
namespace {

/// What DNS and certificates know: letters, digits, hyphens and points, and the underscore of some local
/// names.
bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_host_name(std::string_view host) {
    return std::ranges::all_of(host, is_host_character) && !host.starts_with('.') &&
           host.find("..") == std::string_view::npos;
}

} // namespace

std::string url_host(const boost::urls::url_view& url) {
    using boost::urls::host_type;
    const bool ipv6 = url.host_type() == host_type::ipv6;
    std::string host = ipv6 ? url.host_address() : std::string(url.encoded_host());
    std::ranges::transform(host, host.begin(), small_letter);
    return ipv6 || is_host_name(host) ? host : std::string();
}

std::uint16_t url_port(const boost::urls::url_view& url, std::uint16_t otherwise) {
    const std::string_view digits = url.port();
    if (digits.empty())
        return otherwise;
    std::uint16_t port = 0;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return ec == std::errc() ? port : std::uint16_t{};
}

bool host_is_cut(const boost::urls::url_view& url) {
    const std::string_view path = url.encoded_path();
    return !path.empty() && path.front() != '/';
}

std::string host_and_port(const std::string& host, std::uint16_t port) {
    std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return text.append(":").append(std::to_string(port));
}

} // namespace balanced
