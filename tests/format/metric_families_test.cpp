#include <balanced/format/metric_families.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>
#include <vector>

namespace balanced {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> names(auto selected) {
    std::vector<std::string> found;
    for (const metric_family& family : metric_families()) {
        if (selected(family))
            found.emplace_back(family.name);
    }
    return found;
}

bool has_suffix(const metric_family& family, std::string_view suffix) {
    return family.name.ends_with(suffix);
}

TEST(metric_families, OfTokens) {
    EXPECT_THAT(names([](const metric_family& of) { return of.scope == family_scope::token; }),
                ElementsAre("edenai_token_active_balance", "edenai_token_added_credits_total",
                            "edenai_token_balance_credits", "edenai_token_balance_threshold_credits",
                            "edenai_token_burn_credits_per_second", "edenai_token_consumed_credits_total",
                            "edenai_token_exhaustion_timestamp_seconds",
                            "edenai_token_expire_timestamp_seconds", "edenai_token_info",
                            "edenai_token_level", "edenai_token_reset_amount_credits",
                            "edenai_token_reset_timestamp_seconds", "edenai_token_usable"));
}

TEST(metric_families, OfAccounts) {
    EXPECT_THAT(names([](const metric_family& of) { return of.scope == family_scope::account; }),
                ElementsAre("edenai_connections_opened_total", "edenai_credential_expire_timestamp_seconds",
                            "edenai_field_errors_total", "edenai_last_poll_timestamp_seconds",
                            "edenai_last_successful_poll_timestamp_seconds", "edenai_poll_duration_seconds",
                            "edenai_poll_failures_total", "edenai_poll_interval_seconds",
                            "edenai_polls_total", "edenai_response_size_bytes", "edenai_skipped_tokens_total",
                            "edenai_threshold_crossings_total", "edenai_token_name_collisions",
                            "edenai_tokens", "edenai_tokens_revoked", "edenai_up"));
}

TEST(metric_families, OfTheDaemonAndItsProcess) {
    EXPECT_THAT(names([](const metric_family& of) { return of.scope == family_scope::daemon; }),
                ElementsAre("edenai_balanced_build_info",
                            "edenai_balanced_config_last_reload_success_timestamp_seconds",
                            "edenai_balanced_config_last_reload_successful",
                            "edenai_balanced_event_loop_lag_seconds", "edenai_balanced_http_requests_total",
                            "edenai_balanced_log_messages_total"));
    EXPECT_THAT(names([](const metric_family& of) { return of.scope == family_scope::process; }),
                ElementsAre("process_cpu_seconds_total", "process_max_fds",
                            "process_network_receive_bytes_total", "process_network_transmit_bytes_total",
                            "process_open_fds", "process_resident_memory_bytes", "process_start_time_seconds",
                            "process_virtual_memory_bytes", "process_virtual_memory_max_bytes"));
}

TEST(metric_families, AreSortedAndUnique) {
    EXPECT_EQ(std::ranges::adjacent_find(metric_families(), std::greater_equal(), &metric_family::name),
              metric_families().end());
}

TEST(metric_families, AreFoundByTheirWholeName) {
    for (const metric_family& family : metric_families())
        EXPECT_EQ(find_family(family.name), &family);
    for (const std::string_view unknown :
         {"", "edenai_token", "edenai_token_", "edenai_upp", "EDENAI_UP", "zzz"})
        EXPECT_EQ(find_family(unknown), nullptr) << unknown;
}

TEST(metric_families, SuffixesTellTheType) {
    for (const metric_family& family : metric_families()) {
        EXPECT_EQ(has_suffix(family, "_total"), family.type == family_type::counter) << family.name;
        EXPECT_EQ(has_suffix(family, "_info"), family.type == family_type::info) << family.name;
        for (const auto reserved : {"_bucket", "_count", "_sum", "_created"})
            EXPECT_FALSE(has_suffix(family, reserved)) << family.name;
    }
}

TEST(metric_families, HelpIsOneSentenceWithItsUnit) {
    const std::vector<std::pair<std::string_view, std::string>> units{{"_seconds", "seconds"},
                                                                      {"_credits", "credits"},
                                                                      {"_bytes", "bytes"},
                                                                      {"_timestamp", "unix time in seconds"}};
    for (const metric_family& family : metric_families()) {
        EXPECT_TRUE(family.help.ends_with('.')) << family.name;
        EXPECT_EQ(family.help.find_first_of("\n\\\""), std::string_view::npos) << family.name;
        EXPECT_EQ(family.help.find(". "), std::string_view::npos) << family.name;
        std::string help(family.help);
        std::ranges::transform(help, help.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
        for (const auto& [part, unit] : units) {
            if (family.name.find(part) != std::string_view::npos) {
                EXPECT_THAT(help, HasSubstr(unit)) << family.name;
            }
        }
    }
}

TEST(metric_families, UsableSaysWhatItDoesNotSee) {
    EXPECT_THAT(std::string(find_family("edenai_token_usable")->help),
                HasSubstr("its own expiry and budget only, the organisation's credits are not seen"));
}

} // namespace
} // namespace balanced
