#include "simulator/script.hpp"

#include "simulator/pages.hpp"

#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace balanced::simulator {

namespace {

namespace http = boost::beast::http;

constexpr auto patience = std::chrono::seconds(20);
constexpr std::string_view list_path = "/v2/user/custom_token/";
constexpr std::string_view self_path = "/v2/user/custom_token/me/";
constexpr std::string_view keys_path = "/v3/manage/keys/";
constexpr std::string_view whoami_path = "/v3/manage/whoami/";
constexpr std::array<std::string_view, 4> paths{list_path, self_path, keys_path, whoami_path};

answer redirection(std::string_view to) {
    answer made;
    made.status = 301;
    made.headers.emplace_back("Location", to);
    made.content_type = "text/html; charset=utf-8";
    made.body = "";
    return made;
}

answer method_not_allowed(const std::string& method) {
    answer made = refusal(405);
    made.headers.emplace_back("Allow", "GET");
    made.body = R"({"detail":"Method \")" + method + R"(\" not allowed."})";
    return made;
}

answer wrong_key(std::string_view path) {
    answer made = refusal(401);
    if (path.starts_with("/v3/"))
        made.body = R"({"detail":"This endpoint needs a management key. Create one in the dashboard."})";
    return made;
}

std::function<answer()> always(answer made) {
    return [made = std::move(made)] { return made; };
}

} // namespace

answer refusal(unsigned status) {
    answer made;
    made.status = status;
    switch (status) {
    case 400:
        made.body = R"({"error":{"type":"validation_error","message":{"detail":["Invalid request."]}}})";
        break;
    case 401:
        made.body = R"({"detail":"Invalid authentication credentials"})";
        break;
    case 402:
        made.body = R"({"error":"Insufficient credits"})";
        break;
    case 403:
        made.body =
            R"({"error":{"type":"permission_error","message":"You do not have permission to manage tokens"}})";
        break;
    case 404:
        made.body = R"({"details":"Not Found"})";
        break;
    case 429:
        made.headers.emplace_back("Retry-After", "2");
        made.body = R"({"detail":"Rate limit exceeded","error_code":"RATE_LIMITED","retry_after":1.5})";
        break;
    default:
        made.body = R"({"detail":")" + std::string(http::obsolete_reason(http::status(status))) + "\"}";
    }
    return made;
}

script::script(const options& settings)
    : key_(settings.key)
    , management_key_(settings.management_key)
    , greatest_limit_(settings.greatest_limit) {
    whoami_.body = R"({"organization":"simulated","scopes":["manage:read"],"expire_time":null})";
}

void script::set_list_source(std::function<answer()> source) {
    const std::lock_guard lock(mutex_);
    list_source_ = std::move(source);
}

void script::push(answer next) {
    const std::lock_guard lock(mutex_);
    pushed_.push_back(std::move(next));
}

void script::set_whoami(answer description) {
    const std::lock_guard lock(mutex_);
    whoami_ = std::move(description);
}

void script::set_handler(std::function<answer(const request&)> handler) {
    const std::lock_guard lock(mutex_);
    handler_ = std::move(handler);
}

std::function<answer()> script::take(request what) {
    const std::lock_guard lock(mutex_);
    std::function<answer()> chosen;
    if (handler_)
        chosen = [call = handler_, what] { return call(what); };
    else
        chosen = api_answer(what);
    requests_.push_back(std::move(what));
    arrived_.notify_all();
    return chosen;
}

std::function<answer()> script::api_answer(const request& what) {
    const std::string_view path = std::string_view(what.target).substr(0, what.target.find('?'));
    const auto without_slash = std::find_if(paths.begin(), paths.end(), [&](std::string_view known) {
        return path == known.substr(0, known.size() - 1);
    });
    if (without_slash != paths.end())
        return always(redirection(*without_slash));
    if (std::find(paths.begin(), paths.end(), path) == paths.end())
        return always(refusal(404));
    if (!pushed_.empty() && path != whoami_path) {
        answer next = std::move(pushed_.front());
        pushed_.pop_front();
        return always(std::move(next));
    }
    if (what.method != "GET")
        return always(method_not_allowed(what.method));
    if (what.header("authorization") != "Bearer " + (path.starts_with("/v3/") ? management_key_ : key_))
        return always(wrong_key(path));
    return keyed_answer(what, path);
}

std::function<answer()> script::keyed_answer(const request& what, std::string_view path) {
    if (path == whoami_path)
        return always(whoami_);
    if (path == self_path)
        return [source = list_source_] { return first_of(source()); };
    if (path == keys_path)
        return [source = list_source_, what, limit = greatest_limit_] {
            return page_of(source(), what.target, what.header("host"), limit);
        };
    return list_source_;
}

std::vector<request> script::wait_for_requests(std::size_t count) {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, patience, [&] { return requests_.size() >= count; }))
        throw std::runtime_error(std::to_string(requests_.size()) + " of " + std::to_string(count) +
                                 " requests have arrived");
    return requests_;
}

std::size_t script::request_count() const {
    const std::lock_guard lock(mutex_);
    return requests_.size();
}

std::size_t script::count_connection() {
    const std::lock_guard lock(mutex_);
    return ++connections_;
}

std::size_t script::connection_count() const {
    const std::lock_guard lock(mutex_);
    return connections_;
}

} // namespace balanced::simulator
