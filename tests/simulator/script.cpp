#include "simulator/script.hpp"

#include <boost/beast/http/status.hpp>

#include <chrono>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace balanced::simulator {

namespace {

namespace http = boost::beast::http;

constexpr auto patience = std::chrono::seconds(20);
constexpr std::string_view list_path = "/v2/user/custom_token/";

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

script::script(std::string key)
    : key_(std::move(key)) {}

void script::set_list_source(std::function<answer()> source) {
    const std::lock_guard lock(mutex_);
    list_source_ = std::move(source);
}

void script::push(answer next) {
    const std::lock_guard lock(mutex_);
    pushed_.push_back(std::move(next));
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
    if (path == list_path.substr(0, list_path.size() - 1))
        return always(redirection(list_path));
    if (path != list_path)
        return always(refusal(404));
    if (!pushed_.empty()) {
        answer next = std::move(pushed_.front());
        pushed_.pop_front();
        return always(std::move(next));
    }
    if (what.method != "GET")
        return always(method_not_allowed(what.method));
    if (what.header("authorization") != "Bearer " + key_)
        return always(refusal(401));
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
