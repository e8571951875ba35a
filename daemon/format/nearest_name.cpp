#include <balanced/format/nearest_name.hpp>
#include <balanced/format/small_letter.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace balanced {
namespace {

/// Damerau and Levenshtein's distance, in which no piece is edited twice.
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> before_last(to.size() + 1), last(to.size() + 1), row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{});
    for (std::size_t i = 1; i <= from.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const bool same = small_letter(from[i - 1]) == small_letter(to[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && small_letter(from[i - 1]) == small_letter(to[j - 2]) &&
                small_letter(from[i - 2]) == small_letter(to[j - 1]))
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[to.size()];
}

/// `edenai_polls` of `edenai_polls_total`: the first words of a longer name.
bool begins(std::string_view name, std::string_view wrong) {
    return name.size() > wrong.size() && name.starts_with(wrong) && name[wrong.size()] == '_';
}

/// How far `wrong` is from `name`; absent where it is too far to have been meant.
std::optional<std::size_t> edits(std::string_view wrong, std::string_view name) {
    const std::size_t most = std::max<std::size_t>(1, name.size() / 3);
    if (wrong.size() > name.size() + most || name.size() > wrong.size() + most)
        return std::nullopt;
    const std::size_t count = distance(wrong, name);
    return count <= most && count < name.size() ? std::optional(count) : std::nullopt;
}

} // namespace

std::optional<std::string_view> nearest_name(std::string_view wrong,
                                             std::span<const std::string_view> known) {
    std::optional<std::string_view> nearest;
    for (const std::string_view name : known) {
        if (begins(name, wrong) && (!nearest || name.size() < nearest->size()))
            nearest = name;
    }
    if (nearest)
        return nearest;
    std::optional<std::size_t> least;
    for (const std::string_view name : known) {
        const auto count = edits(wrong, name);
        if (count && (!least || *count < *least)) {
            nearest = name;
            least = count;
        }
    }
    return nearest;
}

} // namespace balanced
