#include <balanced/format/credential.hpp>
#include <balanced/format/trimmed.hpp>

#include <algorithm>

namespace balanced {
namespace {

bool is_printable(char c) {
    return c >= '!' && c <= '~';
}

} // namespace

parsed_credential parse_credential(std::string_view text) {
    const std::string_view key = trimmed(text);
    if (key.empty())
        return {{}, "is empty"};
    if (key.find_first_of("\r\n") != std::string_view::npos)
        return {{}, "has several lines"};
    if (key.find_first_of(white_space) != std::string_view::npos)
        return {{}, "has white space within the key"};
    if (!std::ranges::all_of(key, is_printable))
        return {{}, "has characters that are not printable ASCII"};
    return {std::string(key), {}};
}

bool is_management_key(std::string_view key) {
    return key.starts_with("mgmt-eden-");
}

} // namespace balanced
