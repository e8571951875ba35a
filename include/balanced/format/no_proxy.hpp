#pragma once
#include <string_view>

// NO_PROXY as curl reads it: which hosts are asked without a proxy. Names are not looked up for it, and ports
// play no part.

namespace balanced {

/// Whether `list` names `host`, which is a name or an IP address without brackets. The list is `*` alone,
/// which means every host, or entries between commas and blanks:
/// - `example.com` and `.example.com` fit that host and all below it, in whatever case, with or without a
///   final dot;
/// - `192.0.2.7`, `192.0.2.0/24`, `2001:db8::1` and `2001:db8::/32` fit addresses that the URL gives as such;
///   brackets around the IPv6 ones are allowed. As in curl, `/0` is no network but the address alone.
/// What is nothing of that fits no host.
bool bypasses_proxy(std::string_view list, std::string_view host);

} // namespace balanced
