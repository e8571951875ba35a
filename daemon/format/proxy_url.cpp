#include <balanced/format/no_proxy.hpp>
#include <balanced/format/proxy_url.hpp>
#include <balanced/format/url_host.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace balanced {
namespace {

constexpr std::uint16_t default_port = 80;
constexpr std::string_view not_a_url = "must be a proxy's URL like http://proxy:3128, with %-escapes for "
                                       "signs like @ and / in a user name or password";

struct variable {
    std::string_view name;
    std::string text;
};

/// The first that is set and not empty.
std::optional<variable> first_of(const environment& env, const std::array<std::string_view, 2>& names) {
    for (const std::string_view name : names) {
        if (auto text = env(name); text && !text->empty())
            return variable{name, std::move(*text)};
    }
    return std::nullopt;
}

/// RFC 7617 §2 knows no control characters in either, and no colon in a user name.
std::string_view credentials_fault(const proxy_server& proxy) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (std::ranges::any_of(proxy.user + proxy.password, is_control))
        return "must not have control characters in its user name or password";
    if (proxy.user.find(':') != std::string::npos)
        return "must not have a colon in its user name";
    if (proxy.user.empty() && !proxy.password.empty())
        return "must name a user before its password";
    return {};
}

} // namespace

parsed_proxy parse_proxy_url(std::string_view text) {
    const auto fault = [](std::string_view why) { return parsed_proxy{{}, std::string(why)}; };
    const auto parsed = boost::urls::parse_uri(text);
    if (!parsed)
        return fault(not_a_url);
    const boost::urls::url_view& url = *parsed;
    if (url.scheme_id() != boost::urls::scheme::http || !url.has_authority())
        return fault("must begin with http://, like http://proxy:3128: no other kind of proxy is supported");
    if (host_is_cut(url))
        return fault(url.host_type() == boost::urls::host_type::ipv4 && !url.has_port()
                         ? "must not have a host name that begins with an IP address"
                         : not_a_url);
    if (url.encoded_path().size() > 1 || url.has_query() || url.has_fragment())
        return fault("must end with the port: a proxy has neither a path nor a query nor a fragment");
    proxy_server proxy{url_host(url), url_port(url, default_port), url.user(), url.password()};
    if (proxy.host.empty())
        return fault("must name a host, by a name or an IP address");
    if (proxy.port == 0)
        return fault("must have a port between 1 and 65535");
    if (const std::string_view why = credentials_fault(proxy); !why.empty())
        return fault(why);
    return {std::move(proxy), {}};
}

parsed_proxy proxy_from_environment(const environment& env, const origin_url& url) {
    if (!url.tls)
        return {};
    const auto named = first_of(env, {"https_proxy", "HTTPS_PROXY"});
    const auto spared = first_of(env, {"no_proxy", "NO_PROXY"});
    if (!named || (spared && bypasses_proxy(spared->text, url.host)))
        return {};
    const bool has_scheme = named->text.find("://") != std::string::npos;
    parsed_proxy found = parse_proxy_url(has_scheme ? named->text : "http://" + named->text);
    if (!found.fault.empty())
        found.fault.insert(0, std::string(named->name) + " ");
    return found;
}

} // namespace balanced
