#pragma once
#include "simulator/simulator.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

// What a simulated service answers, and what it was asked: set and read from any thread. It knows no socket.

namespace balanced::simulator {

class script {
public:
    explicit script(const options& settings);

    void set_list_source(std::function<answer()> source);
    void push(answer next);
    void set_whoami(answer description);
    void set_handler(std::function<answer(const request&)> handler);

    /// Notes the request and returns what makes its answer, in one step: what is set after that is for later
    /// ones.
    std::function<answer()> take(request what);

    /// See service.
    std::vector<request> wait_for_requests(std::size_t count);
    std::size_t request_count() const;

    /// A connection has been accepted; returns its number.
    std::size_t count_connection();
    std::size_t connection_count() const;

private:
    std::function<answer()> api_answer(const request& what);
    std::function<answer()> keyed_answer(const request& what, std::string_view path);

    const std::string key_;
    const std::string management_key_;
    const std::size_t greatest_limit_;
    mutable std::mutex mutex_{};
    std::condition_variable arrived_{};
    std::vector<request> requests_{};
    std::size_t connections_ = 0;
    std::deque<answer> pushed_{};
    std::function<answer()> list_source_ = [] { return answer(); };
    answer whoami_{};
    std::function<answer(const request&)> handler_{};
};

} // namespace balanced::simulator
