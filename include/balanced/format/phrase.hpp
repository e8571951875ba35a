#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

// Pieces of sentences that several texts for people are made of.

namespace balanced {

/// `1 token`, `3 tokens`.
std::string counted(std::size_t count, std::string_view noun);

/// The parts, strings or views, with `separator` between them.
template <typename Parts>
std::string joined(const Parts& parts, std::string_view separator) {
    std::string all;
    bool first = true;
    for (const auto& part : parts)
        all.append(std::exchange(first, false) ? "" : separator).append(part);
    return all;
}

} // namespace balanced
