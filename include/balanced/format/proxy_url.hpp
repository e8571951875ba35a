#pragma once
#include <balanced/core/settings.hpp>
#include <balanced/format/config.hpp>

#include <optional>
#include <string>
#include <string_view>

// Where an account's proxy is named: a URL of its own, or the environment's. A fault never shows anything of
// the URL, since it may hold a password.

namespace balanced {

struct parsed_proxy {
    std::optional<proxy_server> proxy; ///< absent on a fault, and where the environment names none
    std::string fault;                 ///< empty where it is good
};

/// `http://[USER[:PASSWORD]@]HOST[:PORT]`, with %-escapes in the credentials. The port is by default the
/// scheme's, 80, as in Go and Prometheus (curl's would be 1080).
parsed_proxy parse_proxy_url(std::string_view text);

/// The proxy for requests to `url`, as curl finds it: from `https_proxy`, else `HTTPS_PROXY`, where `http://`
/// may be left out; none where `no_proxy`, else `NO_PROXY`, fits the host, nor for a plain http URL. A fault
/// begins with the variable's name.
parsed_proxy proxy_from_environment(const environment& env, const origin_url& url);

} // namespace balanced
