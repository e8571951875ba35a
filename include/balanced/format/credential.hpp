#pragma once
#include <string>
#include <string_view>

// What a key file, or a variable that holds a key, must look like.

namespace balanced {

struct parsed_credential {
    std::string key; ///< without the white space around it
    std::string
        fault; ///< why it is none ("is empty", "has several lines", …); empty where it is good; never the key
};

/// Trims white space. A key is one line of printable ASCII, as an HTTP header carries it (RFC 6750 §2.1).
parsed_credential parse_credential(std::string_view text);

/// Whether a key belongs to the v3 API: it begins with `mgmt-eden-`.
bool is_management_key(std::string_view key);

} // namespace balanced
