#pragma once
#include "simulator/simulator.hpp"

#include <cstddef>
#include <string>
#include <string_view>

// Requests from bytes, and answers as bytes (RFC 9112).

namespace balanced::simulator {

struct received_request {
    enum class progress { needs_more, complete, malformed };
    progress state = progress::needs_more;
    std::size_t used = 0; ///< bytes of a complete one
    bool keep_alive = false;
    request what{};
};

/// Reads the request that `bytes` begin with; its body, if any, is skipped.
received_request read_request(std::string_view bytes);

/// The bytes of an answer to a request of this method, as far as they are sent at all.
std::string text_of(const answer& what, std::string_view method);

} // namespace balanced::simulator
