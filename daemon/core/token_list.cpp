#include <balanced/core/token_list.hpp>

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <unordered_set>

namespace balanced {
namespace {

/// A token's place in the list, with what its order is decided by: mostly the first bytes of its name.
struct sort_key {
    std::uint64_t head; ///< the first 8 bytes, as a number that compares as they do
    std::string_view name;
    std::size_t place;
};

std::uint64_t head_of(std::string_view name) {
    std::uint64_t head = 0;
    for (std::size_t i = 0; i < sizeof head; ++i)
        head = (head << 8U) | (i < name.size() ? static_cast<unsigned char>(name[i]) : 0U);
    return head;
}

/// Identities sort before their absence: what the API names for good comes first.
auto rank(std::span<const token_identity> identities, std::size_t place) {
    static const token_identity nothing;
    const token_identity& identity = identities.empty() ? nothing : identities[place];
    const int kind = !identity.id.empty() ? 0 : !identity.masked.empty() ? 1 : 2;
    return std::tuple(kind, std::string_view(kind == 0 ? identity.id : identity.masked), place);
}

std::vector<sort_key> order_of(std::span<const token_record> tokens,
                               std::span<const token_identity> identities) {
    std::vector<sort_key> order;
    order.reserve(tokens.size());
    for (const token_record& token : tokens)
        order.push_back({head_of(token.name), token.name, order.size()});
    std::ranges::sort(order, [&](const sort_key& left, const sort_key& right) {
        if (left.head != right.head)
            return left.head < right.head;
        if (const int names = left.name.compare(right.name); names != 0)
            return names < 0;
        return rank(identities, left.place) < rank(identities, right.place);
    });
    return order;
}

} // namespace

std::size_t number_namesakes(std::vector<token_record>& tokens, std::span<const token_identity> identities) {
    const auto by_name = [](const token_record& left, const token_record& right) {
        return left.name < right.name;
    };
    std::vector<token_record> sorted;
    sorted.reserve(tokens.size());
    for (const sort_key& key : order_of(tokens, identities))
        sorted.push_back(std::move(tokens[key.place]));
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
