#include <balanced/app/option_table.hpp>
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
        if (family.scope == family_scope::process)
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

/// Likewise of the flags.
std::string flags_table() {
    std::string table = "| flag | meaning | default |\n|---|---|---|\n";
    for (const option_entry& entry : option_table()) {
        table.append("| `").append(entry.short_name).append(entry.short_name.empty() ? "" : ", ");
        table.append(entry.name).append(entry.placeholder.empty() ? "" : " ").append(entry.placeholder);
        table.append("` | ");
        if (entry.only)
            table.append("of `").append(entry_of(*entry.only).name).append("`: ");
        table.append(entry.help).append(" | ");
        if (!entry.default_text.empty())
            table.append("`").append(entry.default_text).append("` ");
        table.append("|\n");
    }
    return table;
}

/// What stands between the two comments.
std::string section(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(TEST_DATA_DIR "/../../README.md").rdbuf();
    const std::string readme = text.str();
    const std::string begin = "<!-- " + name + " -->\n";
    const std::size_t from = readme.find(begin);
    const std::size_t to = readme.find("<!-- /" + name + " -->");
    if (from == std::string::npos || to == std::string::npos)
        return "not in README.md";
    return readme.substr(from + begin.size(), to - from - begin.size());
}

TEST(readme, ShowsTheMetricsOfTheTable) {
    EXPECT_EQ(section("metrics"), metrics_table());
}

TEST(readme, ShowsTheFlagsOfTheTable) {
    EXPECT_EQ(section("flags"), flags_table());
}

} // namespace
} // namespace balanced
