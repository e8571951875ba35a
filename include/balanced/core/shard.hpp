#pragma once
#include <cstdint>
#include <string_view>

// Which of several daemons watches an account, where they share one configuration.

namespace balanced {

/// The shard, below `total`, of an account: its name's FNV-1a hash of 64 bits (draft-eastlake-fnv-17 §2)
/// modulo `total`. No release may change this: accounts would move from one daemon to another.
constexpr unsigned shard_of(std::string_view account, unsigned total) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char character : account)
        hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3;
    return static_cast<unsigned>(hash % total);
}

} // namespace balanced
