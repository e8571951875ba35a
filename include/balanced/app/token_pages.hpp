#pragma once
#include <balanced/app/board.hpp>
#include <balanced/app/readers.hpp>
#include <balanced/net/http_message.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>

// The tokens for people, at `/`, and for programs, at `/api/v1/tokens`. Who may ask is not decided here.

namespace balanced {

/// The status page. All that is referred to outlives the answer's coroutine.
boost::asio::awaitable<http_response> answer_page(const board& board, readers& readers,
                                                  const http_request& request,
                                                  const std::string& telemetry_path);

/// A client that takes its time keeps a list in memory that everybody else has forgotten: it has so long for
/// all of it.
inline constexpr std::chrono::steady_clock::duration longest_stream = std::chrono::minutes(2);

/// The JSON, which goes on as the client takes it, `patience` long; `readers` outlives that too.
boost::asio::awaitable<http_response> answer_tokens(const board& board, readers& readers,
                                                    const http_request& request,
                                                    std::chrono::steady_clock::duration patience);

} // namespace balanced
