#pragma once
#include <balanced/core/reset_calendar.hpp>
#include <balanced/core/time.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// What the configuration says, as values. Defaults are the documented ones; where a value comes from (a file,
// the environment) is not known here.

namespace balanced {

/// A balance threshold: credits, or a share of what the balance is refilled to.
struct credit_amount {
    double value = 0; ///< credits, or 0.2 for 20 %
    bool share = false;
    bool operator==(const credit_amount&) const = default;
};

struct balance_thresholds {
    bool enabled = true;
    credit_amount warning{10};
    credit_amount critical{2};
    bool operator==(const balance_thresholds&) const = default;
};

/// Times until the balance reaches 0.
struct runway_thresholds {
    bool enabled = true;
    duration warning = std::chrono::days(3);
    duration critical = std::chrono::hours(12);
    bool operator==(const runway_thresholds&) const = default;
};

struct expiry_thresholds {
    bool enabled = true;
    duration warning = std::chrono::days(14);
    duration critical = std::chrono::days(2);
    bool operator==(const expiry_thresholds&) const = default;
};

/// Globs over an account, a token's name and its type; one that is absent fits everything.
struct token_match {
    std::optional<std::string> account;
    std::optional<std::string> token_name;
    std::optional<std::string> token_type;

    bool fits(std::string_view account_name, std::string_view name, std::string_view type) const;
    bool operator==(const token_match&) const = default;
};

/// How a balance is refilled, where the API does not say it. What is absent is not known here either.
struct reset_rule {
    std::optional<reset_period> period;
    std::optional<double> amount; ///< credits that the balance is refilled to
    bool operator==(const reset_rule&) const = default;
};

/// For each thing named, the first override whose whole match fits and that names it decides.
struct threshold_override {
    token_match match;
    std::optional<balance_thresholds> balance{};
    std::optional<expiry_thresholds> expiry{};
    std::optional<runway_thresholds> runway{};
    std::optional<reset_rule> reset{};
    bool operator==(const threshold_override&) const = default;
};

/// How the burn rate is estimated.
struct forecast_settings {
    duration half_life = std::chrono::hours(6);   ///< what is so old weighs half; above 0
    duration min_span = std::chrono::minutes(15); ///< watched before anything is said
    bool operator==(const forecast_settings&) const = default;
};

/// What tracking an account's tokens depends on.
struct tracking_settings {
    std::string account = "default";
    balance_thresholds balance;
    runway_thresholds runway;
    expiry_thresholds expiry;
    double hysteresis = 0.1; ///< balance and runway recover only above threshold × (1 + hysteresis)
    std::vector<threshold_override> overrides;
    forecast_settings forecast;
    duration stale_after = std::chrono::hours(1); ///< 0 = never
    /// When resets are due. Without it none is foreseen.
    std::shared_ptr<const reset_calendar> calendar;
    bool operator==(const tracking_settings&) const = default;
};

/// Which tokens are tracked at all, by the name that the API gives them.
struct token_filter {
    std::vector<std::string> include{"*"};
    std::vector<std::string> exclude;

    bool accepts(std::string_view name) const;
    bool operator==(const token_filter&) const = default;
};

/// Where an account's key comes from. A file is read again before every poll.
struct authorization {
    enum class source : unsigned char { file, inline_text };
    source from = source::file;
    std::string file; ///< path
    std::string text; ///< the key itself: never to be printed
    bool operator==(const authorization&) const = default;
};

enum class tls_version : unsigned char { tls12, tls13 };

struct tls_settings {
    std::string ca_file; ///< PEM; empty = the system's authorities
    std::string cert_file;
    std::string key_file;
    std::string server_name; ///< empty = the host of the URL
    tls_version min_version = tls_version::tls12;
    bool insecure_skip_verify = false;
    bool operator==(const tls_settings&) const = default;
};

/// An API's address, taken apart.
struct origin_url {
    bool tls = true;
    std::string host = "api.edenai.run"; ///< a name or an IP address, without brackets
    std::uint16_t port = 443;
    std::string path = "/v2"; ///< without a trailing slash
    bool operator==(const origin_url&) const = default;
};

/// Which of the vendor's APIs an account is polled by; `automatic` depends on the key each time it is read.
enum class api_kind : unsigned char { automatic, v2, v3, self };

/// An HTTP proxy that opens a tunnel to the API (CONNECT, RFC 9110 §9.3.6).
struct proxy_server {
    std::string host; ///< a name or an IP address, without brackets
    std::uint16_t port = 0;
    std::string user;     ///< empty = it wants no password
    std::string password; ///< never to be printed
    bool operator==(const proxy_server&) const = default;
};

struct account_settings {
    api_kind api = api_kind::automatic;
    origin_url base_url;
    bool default_path = true; ///< no base_url was given: its path follows the API in use
    std::optional<proxy_server> proxy;
    balanced::authorization authorization;
    token_filter token_names;
    duration poll_interval = std::chrono::minutes(1);
    duration poll_timeout = std::chrono::seconds(10);
    std::uint64_t body_size_limit = 64ULL << 20;
    tls_settings tls;
    tracking_settings tracking; ///< with the account's name
    bool operator==(const account_settings&) const = default;
};

struct settings {
    std::vector<account_settings> accounts; ///< sorted by name, names unique
    std::set<std::string, std::less<>> excluded_families;
    bool operator==(const settings&) const = default;
};

} // namespace balanced
