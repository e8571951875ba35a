#include <balanced/format/no_proxy.hpp>
#include <balanced/format/small_letter.hpp>

#include <boost/url/ipv4_address.hpp>
#include <boost/url/ipv6_address.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <vector>

namespace balanced {
namespace {

constexpr std::string_view separators = ", \t";

using address_bytes = std::vector<unsigned char>;

/// 4 or 16 bytes; empty where it is no IP address.
address_bytes address_of(std::string_view text) {
    if (const auto v4 = boost::urls::parse_ipv4_address(text)) {
        const auto bytes = v4->to_bytes();
        return {bytes.begin(), bytes.end()};
    }
    if (const auto v6 = boost::urls::parse_ipv6_address(text)) {
        const auto bytes = v6->to_bytes();
        return {bytes.begin(), bytes.end()};
    }
    return {};
}

std::string_view without_brackets(std::string_view text) {
    return text.starts_with('[') && text.ends_with(']') ? text.substr(1, text.size() - 2) : text;
}

/// Both of the same length.
bool same_network(const address_bytes& a, const address_bytes& b, std::size_t bits) {
    const std::size_t whole = bits / 8;
    if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin()))
        return false;
    const unsigned rest = bits % 8;
    return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

/// The number behind the slash; all bits where it is 0 or there is none, absent where it makes no sense.
std::optional<std::size_t> prefix_bits(std::string_view entry, std::size_t slash, std::size_t all) {
    if (slash == std::string_view::npos)
        return all;
    std::size_t bits = 0;
    const char* last = entry.data() + entry.size();
    const auto [end, ec] = std::from_chars(entry.data() + slash + 1, last, bits);
    if (ec != std::errc() || end != last || bits > all)
        return std::nullopt;
    return bits == 0 ? all : bits;
}

bool fits_address(std::string_view entry, const address_bytes& host) {
    const std::size_t slash = entry.find('/');
    const std::string_view text = entry.substr(0, slash);
    const bool may_have_brackets = host.size() == 16;
    const address_bytes network = address_of(may_have_brackets ? without_brackets(text) : text);
    const auto bits = prefix_bits(entry, slash, host.size() * 8);
    return network.size() == host.size() && bits && same_network(network, host, *bits);
}

std::string_view without_final_dot(std::string_view name) {
    return name.substr(0, name.size() - (name.ends_with('.') ? 1 : 0));
}

bool fits_name(std::string_view entry, std::string_view host) {
    entry = without_final_dot(entry);
    host = without_final_dot(host);
    if (entry.starts_with('.'))
        entry.remove_prefix(1);
    if (entry.empty() || entry.size() > host.size())
        return false;
    const std::size_t before = host.size() - entry.size();
    return same_word(entry, host.substr(before)) && (before == 0 || host[before - 1] == '.');
}

} // namespace

bool bypasses_proxy(std::string_view list, std::string_view host) {
    if (list == "*")
        return true;
    const address_bytes address = address_of(host);
    while (!list.empty()) {
        const std::string_view entry = list.substr(0, list.find_first_of(separators));
        list.remove_prefix(std::min(entry.size() + 1, list.size()));
        if (address.empty() ? fits_name(entry, host) : !entry.empty() && fits_address(entry, address))
            return true;
    }
    return false;
}

} // namespace balanced
