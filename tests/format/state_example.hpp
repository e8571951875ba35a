#pragma once
#include <balanced/format/state.hpp>

#include <zlib.h>

#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

// States for tests, and texts that carry the checksum of what a test made of them.

namespace balanced {

inline constexpr time_point example_time{std::chrono::milliseconds(1'764'000'000'123)};

inline std::shared_ptr<const remembered_account> remembered(std::vector<remembered_token> tokens,
                                                            time_point listed = example_time) {
    return std::make_shared<const remembered_account>(remembered_account{listed, std::move(tokens)});
}

inline std::string text_of(const remembered_accounts& accounts) {
    state_text text("1.2.3", example_time);
    for (const auto& [name, account] : accounts)
        text.add(name, *account);
    return std::move(text).finish();
}

/// Of two hours, in which 0.3 credits were consumed.
inline constexpr burn_estimate example_burn{0.1 + 0.2, 6400.25,
                                            std::chrono::hours(2) + std::chrono::microseconds(1)};

inline remembered_accounts example_accounts() {
    const time_point before = example_time - std::chrono::minutes(2);
    return {
        {"default", remembered({{"ci-7", 1.5, level::critical, std::nullopt, 48.5, 100, level::warning,
                                 before, example_burn},
                                {"ended", std::nullopt, std::nullopt, level::worst, 0, 0},
                                {"spent", -0.25, level::worst, level::ok, 99999.99, 0.1 + 0.2}})},
        {"empty", remembered({}, example_time + std::chrono::hours(1))},
    };
}

/// `text` without its ending: what the checksum is of.
inline std::string body_of(const std::string& text) {
    return text.substr(0, text.rfind(",\n\"crc32\""));
}

/// The whole document of a body, as a writer would have ended it.
inline std::string with_ending(const std::string& body) {
    std::array<char, 9> digits{};
    const auto sum = ::crc32_z(0, reinterpret_cast<const unsigned char*>(body.data()), body.size());
    std::snprintf(digits.data(), digits.size(), "%08lx", sum);
    return body + ",\n\"crc32\":\"" + digits.data() + "\"}\n";
}

inline std::string fault_of(std::string_view text) {
    return read_state(text).fault;
}

} // namespace balanced
