#include <balanced/format/web_values.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace balanced {
namespace {

constexpr auto client_auths = std::to_array<web_word<client_auth>>({
    {"NoClientCert", client_auth::none},
    {"RequestClientCert", client_auth::request},
    {"RequireAnyClientCert", client_auth::require_any},
    {"VerifyClientCertIfGiven", client_auth::verify_if_given},
    {"RequireAndVerifyClientCert", client_auth::require_and_verify},
    {"RequireClientCert", client_auth::require_any}, // the toolkit's first name for it
});

constexpr auto protocols = std::to_array<web_word<tls_protocol>>({
    {"TLS10", tls_protocol::tls10},
    {"TLS11", tls_protocol::tls11},
    {"TLS12", tls_protocol::tls12},
    {"TLS13", tls_protocol::tls13},
});

constexpr auto cipher_suites = std::to_array<web_word<std::string_view>>({
    {"TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"},
    {"TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"},
    {"TLS_CHACHA20_POLY1305_SHA256", "TLS_CHACHA20_POLY1305_SHA256"},
    {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"},
    {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"},
    {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE-ECDSA-AES128-SHA"},
    {"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE-ECDSA-AES256-SHA"},
    {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"},
    {"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384"},
    {"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305"},
    {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE-RSA-AES128-SHA"},
    {"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE-RSA-AES256-SHA"},
    // Without forward secrecy; Go before 1.22 took them.
    {"TLS_RSA_WITH_AES_128_GCM_SHA256", "AES128-GCM-SHA256"},
    {"TLS_RSA_WITH_AES_256_GCM_SHA384", "AES256-GCM-SHA384"},
    {"TLS_RSA_WITH_AES_128_CBC_SHA", "AES128-SHA"},
    {"TLS_RSA_WITH_AES_256_CBC_SHA", "AES256-SHA"},
});

constexpr auto curves = std::to_array<web_word<std::string_view>>({
    {"CurveP256", "P-256"},
    {"CurveP384", "P-384"},
    {"CurveP521", "P-521"},
    {"X25519", "X25519"},
});

constexpr std::array<std::string_view, 1> content_type_options{"nosniff"};
constexpr std::array<std::string_view, 2> frame_options{"deny", "sameorigin"};
constexpr auto headers = std::to_array<web_word<std::span<const std::string_view>>>({
    {"Content-Security-Policy", {}},
    {"X-Frame-Options", frame_options},
    {"X-Content-Type-Options", content_type_options},
    {"X-XSS-Protection", {}},
    {"Strict-Transport-Security", {}},
});

constexpr auto units = std::to_array<web_word<double>>({
    {"ns", 1},
    {"us", 1e3},
    {"\u00B5s", 1e3}, // the micro sign, and the Greek letter
    {"\u03BCs", 1e3},
    {"ms", 1e6},
    {"s", 1e9},
    {"m", 60e9},
    {"h", 3600e9},
});

/// Takes a number and its unit off the front, in nanoseconds.
std::optional<double> take_part(std::string_view& text) {
    if (text.empty() || (text[0] != '.' && (text[0] < '0' || text[0] > '9')))
        return std::nullopt;
    double number = 0;
    const auto [end, ec] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (ec != std::errc())
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const std::string_view name = text.substr(0, text.find_first_of(".0123456789"));
    const auto unit = std::ranges::find(units, name, &web_word<double>::word);
    if (unit == units.end())
        return std::nullopt;
    text.remove_prefix(name.size());
    return number * unit->meaning;
}

constexpr std::string_view hash_alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t hash_length = 60; ///< `$2y$10$`, 22 characters of salt, 31 of hash
constexpr std::size_t salt_at = 7;
constexpr unsigned least_cost = 4;
constexpr unsigned greatest_cost = 18; ///< about ten seconds; each step more takes twice as long

} // namespace

std::span<const web_word<client_auth>> client_auth_words() {
    return client_auths;
}

std::span<const web_word<tls_protocol>> tls_protocol_words() {
    return protocols;
}

std::span<const web_word<std::string_view>> cipher_suite_words() {
    return cipher_suites;
}

std::span<const web_word<std::string_view>> curve_words() {
    return curves;
}

std::span<const web_word<std::span<const std::string_view>>> header_words() {
    return headers;
}

bool is_tls13_suite(std::string_view name) {
    return name.starts_with("TLS_");
}

std::optional<std::chrono::nanoseconds> parse_go_duration(std::string_view text) {
    std::int64_t plain = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), plain);
    if (ec == std::errc() && end == text.data() + text.size() && plain >= 0)
        return std::chrono::nanoseconds(plain);
    if (text.empty())
        return std::nullopt;
    double sum = 0;
    while (!text.empty()) {
        const auto part = take_part(text);
        if (!part)
            return std::nullopt;
        sum += *part;
    }
    if (sum >= static_cast<double>(std::numeric_limits<std::int64_t>::max()))
        return std::nullopt;
    return std::chrono::nanoseconds(std::llround(sum));
}

std::string bcrypt_fault(std::string_view text) {
    const bool known = text.starts_with("$2a$") || text.starts_with("$2b$") || text.starts_with("$2y$");
    unsigned cost = 0;
    const bool has_cost = text.size() == hash_length && text[salt_at - 1] == '$' &&
                          std::from_chars(&text[4], &text[6], cost).ptr == &text[6];
    if (!known || !has_cost ||
        text.substr(salt_at).find_first_not_of(hash_alphabet) != std::string_view::npos)
        return "must be a bcrypt hash like $2y$10$…, as htpasswd -nBC 10 \"\" prints it";
    if (cost < least_cost || cost > greatest_cost)
        return "has a cost of " + std::to_string(cost) + ", which must be between 4 and 18: 10 is usual";
    return {};
}

} // namespace balanced
