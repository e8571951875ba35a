#include <balanced/format/state_handler.hpp>
#include <balanced/format/timestamp.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <utility>

namespace balanced {

struct state_handler::known_key {
    place of;
    key is;
    std::string_view text;

    static const std::array<known_key, 20> all;
};

constinit const std::array<state_handler::known_key, 20> state_handler::known_key::all{{
    {place::state, key::format, "format"},
    {place::state, key::version, "version"},
    {place::state, key::written, "written"},
    {place::state, key::accounts, "accounts"},
    {place::state, key::crc32, "crc32"},
    {place::account, key::account_name, "name"},
    {place::account, key::listed, "listed"},
    {place::account, key::tokens, "tokens"},
    {place::token, key::token_name, "name"},
    {place::token, key::balance, "balance"},
    {place::token, key::balance_level, "balance_level"},
    {place::token, key::expiry_level, "expiry_level"},
    {place::token, key::consumed, "consumed"},
    {place::token, key::added, "added"},
    {place::token, key::runway_level, "runway_level"},
    {place::token, key::seen, "seen"},
    {place::token, key::burn, "burn"},
    {place::burn, key::burn_credits, "credits"},
    {place::burn, key::burn_seconds, "seconds"},
    {place::burn, key::burn_watched, "watched"},
}};

namespace {

constexpr std::uint32_t bit(auto key) {
    return 1U << static_cast<unsigned>(key);
}

} // namespace

bool state_handler::refuse(std::string fault, boost::json::error_code& ec) {
    fault_ = std::move(fault);
    ec = boost::json::error::syntax;
    return false;
}

std::string state_handler::name_of_key() const {
    const auto* known = std::ranges::find(known_key::all, key_, &known_key::is);
    return known == known_key::all.end() ? "a value" : std::string(known->text);
}

bool state_handler::in_object() const {
    return place_ != place::document && place_ != place::accounts && place_ != place::tokens;
}

/// An object or an array of the state's own begins where it belongs, or within what is not known.
bool state_handler::begin(place from, key by, place to, boost::json::error_code& ec) {
    if (unknown_ > 0 || (in_object() && key_ == key::unknown)) {
        ++unknown_;
        return true;
    }
    if (place_ != from || (in_object() && key_ != by))
        return refuse("no state: " + name_of_key() + " is not what belongs there", ec);
    place_ = to;
    return true;
}

bool state_handler::on_object_begin(boost::json::error_code& ec) {
    if (place_ == place::accounts && unknown_ == 0) {
        seen_ &= ~(bit(key::account_name) | bit(key::listed) | bit(key::tokens));
        account_ = {};
        account_name_.clear();
        return begin(place::accounts, key::unknown, place::account, ec);
    }
    if (place_ == place::tokens && unknown_ == 0) {
        seen_ &= bit(key::token_name) - 1;
        token_ = {};
        return begin(place::tokens, key::unknown, place::token, ec);
    }
    if (place_ == place::token)
        return begin(place::token, key::burn, place::burn, ec);
    return begin(place::document, key::unknown, place::state, ec);
}

bool state_handler::on_array_begin(boost::json::error_code& ec) {
    if (place_ == place::account)
        return begin(place::account, key::tokens, place::tokens, ec);
    return begin(place::state, key::accounts, place::accounts, ec);
}

bool state_handler::on_array_end(std::size_t, boost::json::error_code&) {
    if (unknown_ > 0)
        --unknown_;
    else
        place_ = place_ == place::tokens ? place::account : place::state;
    return true;
}

bool state_handler::on_object_end(std::size_t, boost::json::error_code& ec) {
    if (unknown_ > 0) {
        --unknown_;
        return true;
    }
    if (place_ == place::burn)
        return finish_burn(ec);
    if (place_ == place::token)
        return finish_token(ec);
    if (place_ == place::account)
        return finish_account(ec);
    constexpr std::uint32_t needed = bit(key::accounts) | bit(key::written);
    if ((seen_ & needed) != needed)
        return refuse("no state: something is missing", ec);
    place_ = place::document;
    return true;
}

bool state_handler::finish_burn(boost::json::error_code& ec) {
    constexpr std::uint32_t needed = bit(key::burn_credits) | bit(key::burn_seconds) | bit(key::burn_watched);
    if ((seen_ & needed) != needed || !is_estimate(token_.burn))
        return refuse("no state: burn is no estimate", ec);
    place_ = place::token;
    return true;
}

bool state_handler::finish_token(boost::json::error_code& ec) {
    if ((seen_ & bit(key::token_name)) == 0)
        return refuse("no state: a token has no name", ec);
    if (!account_.tokens.empty() && account_.tokens.back().name >= token_.name)
        return refuse("no state: the tokens are not in order", ec);
    account_.tokens.push_back(std::move(token_));
    place_ = place::tokens;
    return true;
}

bool state_handler::finish_account(boost::json::error_code& ec) {
    constexpr std::uint32_t needed = bit(key::account_name) | bit(key::listed) | bit(key::tokens);
    if ((seen_ & needed) != needed)
        return refuse("no state: something of an account is missing", ec);
    auto account = std::make_shared<const remembered_account>(std::move(account_));
    if (!state_.accounts.emplace(std::move(account_name_), std::move(account)).second)
        return refuse("no state: an account is there twice", ec);
    place_ = place::accounts;
    return true;
}

bool state_handler::on_key(boost::json::string_view last, std::size_t, boost::json::error_code& ec) {
    if (unknown_ > 0)
        return true;
    text_ += last;
    const auto* known = std::ranges::find_if(
        known_key::all, [&](const known_key& one) { return one.of == place_ && one.text == text_; });
    key_ = known == known_key::all.end() ? key::unknown : known->is;
    text_.clear();
    // Only the format tells what the other keys mean.
    if (key_ != key::format && (seen_ & bit(key::format)) == 0)
        return refuse("no state: it does not begin with its format", ec);
    if (key_ != key::unknown && (seen_ & bit(key_)) != 0)
        return refuse("no state: " + name_of_key() + " is there twice", ec);
    seen_ |= bit(key_);
    return true;
}

bool state_handler::on_value(kind is, std::string_view last, boost::json::error_code& ec) {
    if (unknown_ > 0)
        return true;
    text_ += last;
    if (in_object() && key_ == key::format && is == kind::number && text_ != "1")
        return refuse("of format " + text_.substr(0, 20) + ", and this version reads format 1 alone", ec);
    const bool taken = in_object() && (key_ == key::unknown || take_value(is));
    text_.clear();
    return taken || refuse("no state: " + name_of_key() + " is not what belongs there", ec);
}

/// The text so far is the value of a known key.
bool state_handler::take_value(kind is) {
    const bool text = is == kind::text;
    const bool number = is == kind::number;
    switch (key_) {
    case key::format:
        return number;
    case key::version:
        state_.version = std::move(text_);
        return text;
    case key::written:
        return text && take_time(state_.written);
    case key::crc32:
        return text;
    case key::account_name:
        account_name_ = std::move(text_);
        return text;
    case key::listed:
        return text && take_time(account_.listed);
    case key::token_name:
        token_.name = std::move(text_);
        return text;
    case key::balance:
        return number && take_number(token_.balance.emplace());
    case key::balance_level:
        return text && take_level(level_kind::balance, token_.balance_level);
    case key::expiry_level:
        return text && take_level(level_kind::expiry, token_.expiry_level);
    case key::consumed:
        return number && take_number(token_.consumed) && token_.consumed >= 0;
    case key::added:
        return number && take_number(token_.added) && token_.added >= 0;
    case key::runway_level:
        return text && take_level(level_kind::runway, token_.runway_level);
    case key::seen:
        return text && take_time(token_.seen.emplace());
    case key::burn_credits:
        return number && take_number(token_.burn.credits);
    case key::burn_seconds:
        return number && take_number(token_.burn.seconds);
    case key::burn_watched:
        return number && take_seconds(token_.burn.watched);
    case key::unknown:
    case key::accounts:
    case key::tokens:
    case key::burn:
        break;
    }
    return false;
}

bool state_handler::take_number(double& into) {
    const char* const end = text_.data() + text_.size();
    const auto [at, ec] = std::from_chars(text_.data(), end, into);
    return ec == std::errc() && at == end && std::isfinite(into);
}

bool state_handler::take_level(level_kind of, std::optional<level>& into) {
    for (const level at : {level::ok, level::warning, level::critical, level::worst}) {
        const bool exists = of != level_kind::runway || at != level::worst;
        if (exists && text_ == severity_name(of, at))
            into = at;
    }
    return into.has_value();
}

/// Of a time that is not negative, and of which a double tells the microseconds.
bool state_handler::take_seconds(duration& into) {
    constexpr double most = 1e10;
    double seconds = 0;
    if (!take_number(seconds) || seconds < 0 || seconds > most)
        return false;
    into = std::chrono::round<duration>(std::chrono::duration<double>(seconds));
    return true;
}

/// Within the years that can be written, and as it would be written.
bool state_handler::take_time(time_point& into) {
    constexpr auto first = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
    constexpr auto beyond = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);
    const auto parsed = parse_date_time(text_);
    if (!parsed || parsed->zoneless || parsed->time < first || parsed->time >= beyond)
        return false;
    into = std::chrono::floor<std::chrono::milliseconds>(parsed->time);
    return true;
}

} // namespace balanced
