#include <balanced/core/token_list.hpp>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_set>

namespace balanced {
namespace {

/// Identities sort before their absence: what the API names for good comes first.
auto rank(const token_identity& identity, std::size_t place) {
    const int kind = !identity.id.empty() ? 0 : !identity.masked.empty() ? 1 : 2;
    return std::tuple(kind, std::string_view(kind == 0 ? identity.id : identity.masked), place);
}

std::vector<std::size_t> order_of(std::span<const token_record> tokens,
                                  std::span<const token_identity> identities) {
    std::vector<std::size_t> order(tokens.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t left, std::size_t right) {
        if (const int names = tokens[left].name.compare(tokens[right].name); names != 0)
            return names < 0;
        return rank(identities[left], left) < rank(identities[right], right);
    });
    return order;
}

} // namespace

std::size_t number_namesakes(std::vector<token_record>& tokens, std::span<const token_identity> identities) {
    const auto by_name = [](const token_record& left, const token_record& right) {
        return left.name < right.name;
    };
    const std::vector<std::size_t> order = order_of(tokens, identities);
    std::vector<token_record> sorted;
    sorted.reserve(tokens.size());
    for (const std::size_t place : order)
        sorted.push_back(std::move(tokens[place]));
    tokens = std::move(sorted);

    const auto same_name = [](const token_record& left, const token_record& right) {
        return left.name == right.name;
    };
    if (std::ranges::adjacent_find(tokens, same_name) == tokens.end())
        return 0;

    std::unordered_set<std::string> taken;
    for (const token_record& token : tokens)
        taken.insert(token.name);
    std::size_t renamed = 0;
    std::string name;
    std::size_t number = 1;
    for (token_record& token : tokens) {
        if (token.name != name) {
            name = token.name;
            number = 1;
            continue;
        }
        do
            token.name = name + '#' + std::to_string(++number);
        while (!taken.insert(token.name).second);
        ++renamed;
    }
    std::ranges::sort(tokens, by_name);
    return renamed;
}

} // namespace balanced
