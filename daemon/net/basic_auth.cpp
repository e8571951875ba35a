#include <balanced/format/trimmed.hpp>
#include <balanced/net/basic_auth.hpp>

#include <boost/beast/core/string.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <vector>

namespace balanced {

namespace {

/// Base64 with its padding (RFC 4648 §4), and nothing else.
std::optional<std::string> decode_base64(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t padding = text.size() - std::min(text.size(), text.find_last_not_of('=') + 1);
    const std::string_view digits = text.substr(0, text.size() - padding);
    if (text.size() % 4 != 0 || padding > 2 || digits.find_first_not_of(alphabet) != std::string_view::npos)
        return std::nullopt;
    std::vector<unsigned char> bytes(text.size() / 4 * 3);
    EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                    static_cast<int>(text.size()));
    return std::string(bytes.begin(), bytes.end() - static_cast<std::ptrdiff_t>(padding));
}

} // namespace

std::optional<basic_credentials> parse_basic_credentials(std::string_view authorization) {
    constexpr std::string_view scheme = "basic ";
    if (!boost::beast::iequals(authorization.substr(0, scheme.size()), scheme))
        return std::nullopt;
    const auto decoded = decode_base64(trimmed(authorization.substr(scheme.size()), " "));
    const std::size_t colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos)
        return std::nullopt;
    return basic_credentials{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

} // namespace balanced
