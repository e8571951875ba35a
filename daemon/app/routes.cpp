#include <balanced/app/routes.hpp>
#include <balanced/app/token_pages.hpp>
#include <balanced/app/worker.hpp>
#include <balanced/format/negotiation.hpp>

#include <boost/asio/as_tuple.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace balanced {
namespace {

namespace asio = boost::asio;

enum class handler : unsigned char { page, metrics, tokens, healthy, ready, reload, other };

/// As `edenai_balanced_http_requests_total` names it, wherever the metrics are served.
std::string_view name(handler which) {
    switch (which) {
    case handler::page:
        return "/";
    case handler::metrics:
        return "/metrics";
    case handler::tokens:
        return "/api/v1/tokens";
    case handler::healthy:
        return "/-/healthy";
    case handler::ready:
        return "/-/ready";
    case handler::reload:
        return "/-/reload";
    case handler::other:
        break;
    }
    return "other";
}

handler find_handler(const route_context& context, std::string_view path) {
    if (path == context.telemetry_path)
        return handler::metrics;
    if (path == "/")
        return handler::page;
    if (path == "/api/v1/tokens")
        return handler::tokens;
    if (path == "/-/healthy")
        return handler::healthy;
    if (path == "/-/reload")
        return handler::reload;
    return path == "/-/ready" ? handler::ready : handler::other;
}

/// The latest views, with what no scrape has asked for yet deflated and left on the board for the next one.
/// Scrapes that come meanwhile wait for it instead of doing the same again.
asio::awaitable<std::vector<account_view>> deflated_views(route_context& context) {
    while (context.deflating)
        co_await context.deflated.async_wait(asio::as_tuple(asio::use_awaitable));
    std::vector<account_view> views = context.board.views();
    if (std::ranges::all_of(views, [](const account_view& view) { return view.deflated != nullptr; }))
        co_return views;
    context.deflating = true;
    auto deflate = [&views] {
        for (account_view& view : views) {
            if (!view.deflated)
                view.deflated = std::make_shared<const deflated_chunks>(deflate_tokens(*view.tokens));
        }
    };
    co_await on_worker(context.worker, deflate);
    for (const account_view& view : views) {
        const auto latest = context.board.accounts.find(view.account);
        if (latest != context.board.accounts.end() && latest->second->tokens == view.tokens)
            latest->second->deflated = view.deflated;
    }
    context.deflating = false;
    context.deflated.cancel();
    co_return views;
}

asio::awaitable<http_response> answer_metrics(route_context& context, const http_request& request) {
    const exposition_format format = negotiate_format(request.accept);
    const bool gzip = accepts_gzip(request.accept_encoding);
    std::vector<account_view> views;
    if (gzip)
        views = co_await deflated_views(context);
    else
        views = context.board.views();
    const std::vector<prometheus::MetricFamily> collected =
        context.counters.collect(context.log, std::chrono::steady_clock::now());
    page page = render_page(views, collected, *context.board.excluded, format, gzip);

    http_response response;
    response.content_type = content_type(format);
    response.headers.emplace_back("Vary", "Accept, Accept-Encoding");
    if (gzip)
        response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = std::move(page.pieces);
    response.owners = std::move(page.owners);
    co_return response;
}

http_response refuse_method(const char* allowed) {
    http_response response = text_response(405, "Method Not Allowed\n");
    response.headers.emplace_back("Allow", allowed);
    return response;
}

asio::awaitable<http_response> answer_reload(route_context& context, const http_request& request) {
    if (!context.reload)
        co_return text_response(403, "The lifecycle API is off: --web.enable-lifecycle switches it on.\n");
    if (request.method != "POST" && request.method != "PUT")
        co_return refuse_method("POST, PUT");
    const std::vector<std::string> faults = co_await context.reload();
    if (faults.empty())
        co_return text_response(200, "The configuration was reloaded.\n");
    std::string text = "The new configuration has faults; the old one stays.\n";
    for (const std::string& fault : faults)
        text.append(fault).append("\n");
    co_return text_response(500, std::move(text));
}

asio::awaitable<http_response> answer_as(handler which, route_context& context, const http_request& request) {
    if (which == handler::other)
        co_return text_response(404, "Not Found\n");
    if (which == handler::reload)
        co_return co_await answer_reload(context, request);
    if (request.method != "GET" && request.method != "HEAD")
        co_return refuse_method("GET, HEAD");
    if (which == handler::healthy)
        co_return text_response(200, "edenai-balanced is healthy.\n");
    if (which == handler::ready && context.board.ready())
        co_return text_response(200, "edenai-balanced is ready.\n");
    if (which == handler::ready)
        co_return text_response(503, "edenai-balanced has not polled every account yet.\n");
    if (which == handler::page)
        co_return co_await answer_page(context.board, context.readers, request, context.telemetry_path);
    if (which == handler::tokens)
        co_return co_await answer_tokens(context.board, context.readers, request, longest_stream);
    co_return co_await answer_metrics(context, request);
}

} // namespace

route_context::route_context(balanced::board& the_board, balanced::counters& the_counters,
                             balanced::log& the_log, const asio::any_io_executor& loop,
                             asio::thread_pool& the_worker, web_guard& the_guard, std::string path)
    : board(the_board)
    , counters(the_counters)
    , log(the_log)
    , worker(the_worker)
    , guard(the_guard)
    , telemetry_path(std::move(path))
    , deflated(loop, asio::steady_timer::time_point::max()) {}

asio::awaitable<http_response> answer_probe(route_context& context, http_request request) {
    handler which = find_handler(context, request.path);
    if (which != handler::healthy && which != handler::ready)
        which = handler::other;
    http_response response = co_await answer_as(which, context, request);
    context.counters.request_answered(name(which), response.status);
    co_return response;
}

asio::awaitable<http_response> answer(route_context& context, http_request request) {
    const handler which = find_handler(context, request.path);
    std::optional<http_response> refused = co_await context.guard.refuse(request);
    http_response response;
    if (refused)
        response = std::move(*refused);
    else
        response = co_await answer_as(which, context, request);
    context.guard.decorate(response);
    context.counters.request_answered(name(which), response.status);
    co_return response;
}

} // namespace balanced
