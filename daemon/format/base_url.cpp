#include <balanced/format/config.hpp>
#include <balanced/format/url_host.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>

namespace balanced {
namespace {

constexpr std::string_view not_a_url = "must be a URL like https://api.edenai.run/v2";

bool is_loopback(const boost::urls::url_view& url, std::string_view host) {
    switch (url.host_type()) {
    case boost::urls::host_type::ipv4:
        return url.host_ipv4_address().is_loopback();
    case boost::urls::host_type::ipv6:
        return url.host_ipv6_address().is_loopback();
    default:
        return host == "localhost";
    }
}

std::string_view without_trailing_slashes(std::string_view path) {
    return path.substr(0, path.find_last_not_of('/') + 1);
}

} // namespace

parsed_url parse_base_url(std::string_view text) {
    const auto fault = [](std::string_view why) { return parsed_url{{}, std::string(why)}; };
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        return fault("must be ASCII: an international host name in its xn-- form, a path with %-escapes");
    const auto parsed = boost::urls::parse_uri(text);
    if (!parsed)
        return fault(not_a_url);
    const boost::urls::url_view& url = *parsed;
    const bool tls = url.scheme_id() == boost::urls::scheme::https;
    if (!tls && url.scheme_id() != boost::urls::scheme::http)
        return fault(not_a_url);
    if (url.has_userinfo())
        return fault("must not hold a user name or password");
    if (url.has_query() || url.has_fragment())
        return fault("must end with its path: neither a query nor a fragment may follow");
    const std::string host = url_host(url);
    if (host.empty())
        return fault("must name a host, by a name or an IP address");
    const std::string_view path = url.encoded_path();
    if (host_is_cut(url))
        return fault(url.has_port() ? not_a_url : "must not have a host name that begins with an IP address");
    const std::uint16_t port = url_port(url, tls ? 443 : 80);
    if (port == 0)
        return fault("must have a port between 1 and 65535");
    if (!tls && !is_loopback(url, host))
        return fault("must be https: plain http is for loopback hosts alone, as it shows the key to anyone");
    return {{tls, host, port, std::string(without_trailing_slashes(path))}, {}};
}

} // namespace balanced
