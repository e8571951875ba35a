#include "simulator/demo_script.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <numbers>
#include <utility>

namespace balanced::simulator {

namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr long credit = 10000;
constexpr long overdraft = -350; ///< the API notices a little late that a balance has run out

constexpr std::array<long, 3> balance_marks{10 * credit, 2 * credit, 0};
constexpr std::array<seconds, 3> expiry_marks{days(14), days(2), seconds(0)};

/// Burns down from `top` and is topped up to it at the end of each period.
struct budget {
    long top;
    long per_second;
    seconds period;
    seconds phase{0};
    seconds busy{1};  ///< it burns so long …
    seconds cycle{1}; ///< … at the beginning of each of these
};

/// Comes within `mark` of its end `after` the start of each period, and is extended `extended` after it.
struct term {
    seconds mark;
    seconds after;
    seconds extended;
    seconds period;
};

/// Now a little faster, now a little slower; never backwards.
double uneven(double time) {
    return time + 2.5 * std::sin(time * 2 * std::numbers::pi / 20);
}

long balance_of(const budget& plan, milliseconds elapsed) {
    const milliseconds time = (elapsed + plan.phase) % plan.period;
    const milliseconds busy =
        time / plan.cycle * plan.busy + std::min<milliseconds>(time % plan.cycle, plan.busy);
    const double burnt =
        static_cast<double>(plan.per_second) * uneven(static_cast<double>(busy.count()) / 1000);
    return std::max(overdraft, plan.top - std::lround(burnt));
}

seconds end_of(const term& plan, milliseconds elapsed) {
    const auto rounds = (elapsed + plan.period - plan.extended) / plan.period;
    return rounds * plan.period + plan.mark + plan.after;
}

demo_token budgeted(std::string name, const budget& plan, milliseconds elapsed) {
    demo_token token{.name = std::move(name)};
    token.balance = balance_of(plan, elapsed);
    return token;
}

demo_token ending(demo_token token, const term& plan, date_notation notation, milliseconds elapsed) {
    token.expires = end_of(plan, elapsed);
    token.notation = notation;
    return token;
}

std::string padded(long number, std::size_t width) {
    const std::string digits = std::to_string(number);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

/// Two decimals, or four where they matter.
std::string credits_text(long amount) {
    const long size = std::abs(amount);
    const long part = size % credit;
    return (amount < 0 ? "-" : "") + std::to_string(size / credit) + "." +
           (part % 100 == 0 ? padded(part / 100, 2) : padded(part, 4));
}

std::string date_text(std::chrono::sys_seconds at, date_notation notation) {
    constexpr std::array<const char*, 4> zones{"Z", ".000000Z", "+02:00", "+0200"};
    if (notation == date_notation::offset || notation == date_notation::compact)
        at += std::chrono::hours(2);
    const auto midnight = std::chrono::floor<days>(at);
    const std::chrono::year_month_day date(midnight);
    const std::chrono::hh_mm_ss time(at - midnight);
    return padded(static_cast<int>(date.year()), 4) + "-" + padded(static_cast<unsigned>(date.month()), 2) +
           "-" + padded(static_cast<unsigned>(date.day()), 2) +
           (notation == date_notation::compact ? " " : "T") + padded(time.hours().count(), 2) + ":" +
           padded(time.minutes().count(), 2) + ":" + padded(time.seconds().count(), 2) +
           zones[static_cast<std::size_t>(notation)];
}

std::string json_of(const demo_token& token, std::size_t place, std::chrono::sys_seconds started) {
    std::string out = R"({"name":")" + token.name + R"(","token":"eyJhbGciOiJIUzI1NiJ9.demo-secret-)" +
                      std::to_string(place) + R"(","token_type":")" + token.type + R"(","balance":)";
    out += token.balance ? credits_text(*token.balance) : "null";
    out += R"(,"active_balance":)";
    out += token.active_balance ? "true" : "false";
    out += R"(,"expire_time":)";
    out += token.expires ? '"' + date_text(started + *token.expires, token.notation) + '"' : "null";
    if (token.reset_amount)
        out += R"(,"balance_reset_amount":)" + credits_text(*token.reset_amount) +
               R"(,"balance_reset_period":"monthly")";
    out += token.revoked ? R"(,"revoked":true})" : "}";
    return out;
}

const demo_token* find(const std::vector<demo_token>& tokens, const std::string& name) {
    const auto found = std::find_if(tokens.begin(), tokens.end(),
                                    [&](const demo_token& token) { return token.name == name; });
    return found == tokens.end() ? nullptr : &*found;
}

void note_balance(std::vector<std::string>& notes, const demo_token& before, const demo_token& after) {
    if (!before.balance || !after.balance)
        return;
    const auto crossed = [&](long mark) { return *before.balance > mark && *after.balance <= mark; };
    if (*after.balance > *before.balance)
        notes.push_back(after.name + " is topped up to " + credits_text(*after.balance));
    else if (std::any_of(balance_marks.begin(), balance_marks.end(), crossed))
        notes.push_back(after.name + " is down to " + credits_text(*after.balance));
}

void note_expiry(std::vector<std::string>& notes, const demo_token& before, const demo_token& after,
                 milliseconds from, milliseconds to) {
    if (!before.expires || !after.expires)
        return;
    const auto crossed = [&](seconds mark) {
        return *before.expires - from > mark && *after.expires - to <= mark;
    };
    if (*after.expires != *before.expires)
        notes.push_back(after.name + " is extended");
    else if (*before.expires > from && *after.expires <= to)
        notes.push_back(after.name + " has expired");
    else if (std::any_of(expiry_marks.begin(), expiry_marks.end(), crossed))
        notes.push_back(after.name + " expires within " +
                        std::to_string(std::chrono::ceil<days>(*after.expires - to).count()) + " days");
}

} // namespace

std::vector<demo_token> demo_tokens(milliseconds elapsed) {
    std::vector<demo_token> tokens;
    tokens.push_back(budgeted("team-research", {12'5000, 1000, seconds(170)}, elapsed));
    tokens.push_back(budgeted("chatbot-production", {26'4000, 1200, seconds(180), seconds(60)}, elapsed));
    tokens.push_back(
        budgeted("ci-nightly", {14'0000, 2500, seconds(240), seconds(0), seconds(15), seconds(60)}, elapsed));
    tokens.push_back(budgeted("🦄 image-tagging", {3'1000, 175, seconds(150)}, elapsed));
    tokens.push_back(budgeted("support-summaries", {87'4500, 35, std::chrono::hours(6)}, elapsed));
    tokens.push_back(budgeted(
        "team-marketing", {61'0700, 1, std::chrono::hours(6), seconds(0), seconds(1), seconds(10)}, elapsed));
    tokens.back().reset_amount = 100 * credit;
    tokens.push_back(ending(budgeted("hackathon-berlin", {18'0000, 40, seconds(3000)}, elapsed),
                            {seconds(0), seconds(90), seconds(210), seconds(300)}, date_notation::zulu,
                            elapsed));
    tokens.push_back(ending({.name = "partner-acme", .active_balance = false},
                            {days(2), seconds(40), seconds(400), seconds(400)}, date_notation::offset,
                            elapsed));
    tokens.push_back(ending({.name = "internal-tools", .balance = 0, .active_balance = false},
                            {days(14), seconds(75), seconds(330), seconds(330)}, date_notation::compact,
                            elapsed));
    tokens.push_back({.name = "prototype-voice"});
    tokens.push_back(budgeted("sandbox-playground", {1'5000, 100, seconds(200)}, elapsed));
    tokens.back().type = "sandbox_api_token";
    tokens.push_back({.name = "website-2023", .active_balance = false, .revoked = true});

    constexpr seconds round(240), added(50), removed(200);
    const milliseconds time = elapsed % round;
    if (time >= added && time < removed) {
        tokens.push_back(budgeted("translation-batch", {30'0000, 3000, round}, time - added));
        tokens.back().expires = elapsed / round * round + days(30);
        tokens.back().notation = date_notation::fraction;
    }
    return tokens;
}

std::string demo_list(milliseconds elapsed, std::chrono::sys_seconds started) {
    std::string out = "[";
    const auto tokens = demo_tokens(elapsed);
    for (std::size_t i = 0; i < tokens.size(); ++i)
        out += (i == 0 ? "" : ",") + json_of(tokens[i], i + 1, started);
    return out + "]";
}

std::vector<std::string> demo_changes(milliseconds from, milliseconds to) {
    std::vector<std::string> notes;
    const auto before = demo_tokens(from);
    const auto after = demo_tokens(to);
    for (const demo_token& each : before)
        if (find(after, each.name) == nullptr)
            notes.push_back(each.name + " is removed");
    for (const demo_token& each : after) {
        if (const demo_token* old = find(before, each.name)) {
            note_balance(notes, *old, each);
            note_expiry(notes, *old, each, from, to);
        } else {
            notes.push_back(each.name + " is added");
        }
    }
    return notes;
}

} // namespace balanced::simulator
