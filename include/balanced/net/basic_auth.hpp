#pragma once
#include <optional>
#include <string>
#include <string_view>

// A user and a password as a request brings them (RFC 7617). Whether they are right is not known here.

namespace balanced {

struct basic_credentials {
    std::string user;
    std::string password; ///< never to be printed
};

/// The value of an Authorization field; absent where it is not of the scheme Basic, or not well-formed.
std::optional<basic_credentials> parse_basic_credentials(std::string_view authorization);

} // namespace balanced
