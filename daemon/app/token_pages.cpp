#include <balanced/app/clock.hpp>
#include <balanced/app/token_pages.hpp>
#include <balanced/app/version.hpp>
#include <balanced/format/gzip_splice.hpp>
#include <balanced/format/negotiation.hpp>
#include <balanced/format/status_page.hpp>
#include <balanced/format/tokens_json.hpp>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace balanced {
namespace {

namespace asio = boost::asio;

/// The page is rendered anew each time: what more compression saves is not worth its time.
constexpr int page_compression = 1;

http_response busy() {
    http_response response = text_response(503, "Too many requests at once\n");
    response.headers.emplace_back("Retry-After", "1");
    return response;
}

/// Of a moment, and of nobody else.
http_response momentary(unsigned status, std::string body, const char* content_type) {
    http_response response = text_response(status, std::move(body));
    response.content_type = content_type;
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    return response;
}

std::string gzipped(std::string_view text) {
    const deflated_chunk chunk = deflater(page_compression, deflater::size::large)(text);
    gzip_trailer trailer;
    trailer.add(chunk);
    return std::string(gzip_header()).append(chunk.deflate).append(trailer.bytes());
}

struct running_stream {
    tokens_json_stream json;
    std::shared_ptr<const char> place;
    std::chrono::steady_clock::time_point deadline;
};

/// Empty at the end alone: a piece in which nothing was found is passed over.
asio::awaitable<std::string> next_piece(readers& readers, std::shared_ptr<running_stream> stream) {
    std::string piece;
    auto render = [&stream] { return stream->json.next(); };
    while (piece.empty() && !stream->json.ended())
        piece = co_await readers.run(render);
    co_return piece;
}

/// Throws where the client has taken too long so far.
asio::awaitable<std::string> further_piece(readers& readers, std::shared_ptr<running_stream> stream) {
    if (std::chrono::steady_clock::now() > stream->deadline)
        throw std::runtime_error("a client took too long to take a list of tokens");
    co_return co_await next_piece(readers, std::move(stream));
}

} // namespace

asio::awaitable<http_response> answer_page(const board& board, readers& readers, const http_request& request,
                                           const std::string& telemetry_path) {
    if (readers.busy())
        co_return busy();
    query_reading reading = read_token_query(request.query);
    const unsigned status = reading.fault.empty() ? 200 : 400;
    const page_surroundings around{.now = now_on_both_clocks(),
                                   .version = std::string(version()),
                                   .telemetry_path = telemetry_path,
                                   .fault = std::move(reading.fault)};
    const bool gzip = accepts_gzip(request.accept_encoding);
    const auto views = readers.keep(board.views());
    const auto place = readers.take_place();
    auto render = [&] {
        std::string html = render_status_page(*views, reading.query, around);
        return gzip ? gzipped(html) : html;
    };
    std::string body = co_await readers.run(render);
    http_response response = momentary(status, std::move(body), "text/html; charset=utf-8");
    response.headers.emplace_back("Content-Security-Policy", status_page_policy());
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    response.headers.emplace_back("Vary", "Accept-Encoding");
    if (gzip)
        response.headers.emplace_back("Content-Encoding", "gzip");
    co_return response;
}

asio::awaitable<http_response> answer_tokens(const board& board, readers& readers,
                                             const http_request& request,
                                             std::chrono::steady_clock::duration patience) {
    constexpr const char* json = "application/json";
    query_reading reading = read_token_query(request.query);
    if (!reading.fault.empty())
        co_return momentary(400, bad_query_json(reading.fault), json);
    if (readers.busy())
        co_return busy();
    running_stream begun{tokens_json_stream(board.views(), std::move(reading.query)), readers.take_place(),
                         std::chrono::steady_clock::now() + patience};
    const auto stream = readers.keep(std::move(begun));
    std::string first = co_await next_piece(readers, stream);
    http_response response = momentary(200, std::move(first), json);
    if (!stream->json.ended())
        response.more = [&readers, stream] { return further_piece(readers, stream); };
    co_return response;
}

} // namespace balanced
