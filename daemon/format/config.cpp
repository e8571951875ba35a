#include <balanced/format/config.hpp>
#include <balanced/format/config_check.hpp>
#include <balanced/format/config_document.hpp>
#include <balanced/format/config_reading.hpp>

namespace balanced {
namespace {

void read_metrics(const config_node& root, settings& into) {
    const config_entry* metrics = find_entry(root, "metrics");
    const config_entry* exclude = metrics ? find_entry(metrics->value, "exclude") : nullptr;
    if (!exclude)
        return;
    for (const config_node& item : exclude->value.value->items)
        into.excluded_families.insert(item.value->text);
}

} // namespace

config parse_config(std::string_view text, const std::string& file, const environment& env) {
    config out;
    config_faults faults;
    config_faults warnings;
    if (const auto root = parse_document(text, faults); root && check_document(*root, faults)) {
        config_reading into{file, env, out, faults, warnings};
        read_accounts(*root, into);
        read_thresholds(*root, into);
        read_metrics(*root, out.settings);
    }
    out.faults = lines(file, faults);
    out.warnings = lines(file, warnings);
    return out;
}

} // namespace balanced
