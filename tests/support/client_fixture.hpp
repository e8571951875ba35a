#pragma once
#include "simulator/simulator.hpp"
#include "support/run_coroutine.hpp"
#include "support/simulated_account.hpp"
#include <balanced/net/https_client.hpp>
#include <balanced/net/tls.hpp>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// An HTTPS client that asks a simulated service for the list, one exchange at a time.

namespace balanced::testing {

/// These very bytes, and then the end of the connection where `close`.
inline simulator::answer raw(std::string bytes, bool close = false) {
    simulator::answer made;
    made.raw = std::move(bytes);
    made.close = close;
    return made;
}

/// A list cut off after so many bytes.
inline simulator::answer cut(std::size_t after) {
    simulator::answer made;
    made.body = "[1,2,3]";
    made.cut_after = after;
    return made;
}

/// An error as the API sends it.
inline simulator::answer with_status(unsigned status) {
    simulator::answer made;
    made.status = status;
    made.body = R"({"detail":"secret of the server"})";
    return made;
}

class client_fixture : public ::testing::Test {
protected:
    static std::chrono::steady_clock::time_point in(std::chrono::steady_clock::duration span) {
        return std::chrono::steady_clock::now() + span;
    }

    /// Another service than the usual one; the client starts anew.
    void serve(simulator::options options) {
        client.reset();
        service = std::make_unique<simulator::service>(std::move(options));
        settings = settings_for(*service);
    }

    /// The client, made of the settings as they are at its first use.
    https_client& the_client() {
        if (!client) {
            const auto tls = make_client_tls(settings.tls);
            EXPECT_EQ(tls.fault, "");
            names.emplace(context.get_executor(), lookup);
            client.emplace(settings, *names, tls.context);
        }
        return *client;
    }

    boost::asio::awaitable<exchange_result> begin(std::chrono::steady_clock::time_point deadline) {
        body.clear();
        body_sink sink = [this](std::string_view piece) {
            largest_piece = std::max(largest_piece, piece.size());
            body += piece;
            return body.size() < stop_at;
        };
        std::string request = "GET /v2/user/custom_token/ HTTP/1.1\r\nHost: localhost\r\n"
                              "Authorization: Bearer simulated-key\r\n\r\n";
        return the_client().exchange(std::move(request), deadline, std::move(sink));
    }

    /// One exchange. The time that it has by default is longer than any test may take.
    exchange_result exchange(std::chrono::steady_clock::duration time = std::chrono::minutes(1)) {
        return run_coroutine(context, begin(in(time)));
    }

    /// Why an exchange fails; an impossible reason where it does not.
    poll_failure failure(std::chrono::steady_clock::duration time = std::chrono::minutes(1)) {
        auto result = exchange(time);
        EXPECT_TRUE(result.failure) << "the exchange succeeded with: " << body;
        return result.failure.value_or(poll_failure{static_cast<failure_reason>(255), 0, "none"});
    }

    /// The failure that `answer` brings on a new connection.
    poll_failure failure_of(simulator::answer answer) {
        client.reset();
        service->push(std::move(answer));
        return failure();
    }

    boost::asio::io_context context;
    std::unique_ptr<simulator::service> service = std::make_unique<simulator::service>();
    account_settings settings = settings_for(*service);
    lookup_function lookup = lookup_of({"127.0.0.1"});
    std::optional<resolver> names;
    std::optional<https_client> client;
    std::string body; ///< of the last exchange
    std::size_t largest_piece = 0;
    std::size_t stop_at = static_cast<std::size_t>(-1); ///< the sink wants no more from this size on
};

} // namespace balanced::testing
