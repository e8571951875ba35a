#include <balanced/format/metric_families.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace balanced {
namespace {

std::string_view name(family_type type) {
    switch (type) {
    case family_type::gauge:
        return "gauge";
    case family_type::counter:
        return "counter";
    case family_type::histogram:
        return "histogram";
    case family_type::info:
        break;
    }
    return "info";
}

/// The reference as the README has to show it.
std::string metrics_table() {
    std::string table = "| metric | type | labels | meaning |\n|---|---|---|---|\n";
    for (const metric_family& family : metric_families()) {
        if (!family.exposed || family.scope == family_scope::process)
            continue;
        table.append("| `").append(family.name).append("` | ").append(name(family.type)).append(" | ");
        table.append(family.labels)
            .append(family.labels.empty() ? "| " : " | ")
            .append(family.help)
            .append(" |\n");
    }
    return table +
           "| `process_*` | | | CPU, memory, descriptors and traffic, as other exporters show them |\n";
}

TEST(readme, ShowsTheMetricsOfTheTable) {
    std::ostringstream text;
    text << std::ifstream(TEST_DATA_DIR "/../../README.md").rdbuf();
    const std::string readme = text.str();
    const std::string begin = "<!-- metrics -->\n";
    const std::size_t from = readme.find(begin);
    const std::size_t to = readme.find("<!-- /metrics -->");
    ASSERT_NE(from, std::string::npos);
    ASSERT_NE(to, std::string::npos);
    EXPECT_EQ(readme.substr(from + begin.size(), to - from - begin.size()), metrics_table());
}

} // namespace
} // namespace balanced
