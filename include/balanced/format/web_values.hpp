#pragma once
#include <balanced/core/web_settings.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// What single values of the web configuration may be, as exporter-toolkit and Go spell them.

namespace balanced {

/// A word of the configuration and what it means.
template <typename Value>
struct web_word {
    std::string_view word;
    Value meaning;
};

std::span<const web_word<client_auth>> client_auth_words();
std::span<const web_word<tls_protocol>> tls_protocol_words();

/// Every suite that any version of the toolkit takes, with OpenSSL's name.
std::span<const web_word<std::string_view>> cipher_suite_words();

/// With OpenSSL's name.
std::span<const web_word<std::string_view>> curve_words();

/// A header that may be set, and the only values that it may have; any where there are none.
std::span<const web_word<std::span<const std::string_view>>> header_words();

/// Whether a suite is one of TLS 1.3, by OpenSSL's name. Those cannot be chosen (Go's tls.Config).
bool is_tls13_suite(std::string_view name);

/// A duration as Go writes it: `1s`, `1.5h`, `1m30s`, units ns us µs ms s m h; a plain number is nanoseconds.
/// Absent where it is negative or longer than 292 years.
std::optional<std::chrono::nanoseconds> parse_go_duration(std::string_view text);

/// Why `text` is no hash of a password that can be checked; empty where it is one. Never shows it.
std::string bcrypt_fault(std::string_view text);

} // namespace balanced
