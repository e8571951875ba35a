#pragma once
#include <boost/url/url_view.hpp>

#include <cstdint>
#include <string>

// The host and the port of a parsed URL, judged alike for every URL of the configuration, and the way back.
// Which schemes and paths a URL may have is not known here.

namespace balanced {

/// The host in small letters, without brackets; empty where it is neither an address nor what DNS and
/// certificates know as a name.
std::string url_host(const boost::urls::url_view& url);

/// The port, `otherwise` where the URL gives none, 0 where it is none.
std::uint16_t url_port(const boost::urls::url_view& url, std::uint16_t otherwise);

/// Whether Boost has taken the rest of the host for a path: of a name that begins with an IP address
/// (127.0.0.1.example.com), or with characters that no host has.
bool host_is_cut(const boost::urls::url_view& url);

/// `host:port`, with brackets around an IPv6 address (RFC 3986 §3.2.2).
std::string host_and_port(const std::string& host, std::uint16_t port);

} // namespace balanced
