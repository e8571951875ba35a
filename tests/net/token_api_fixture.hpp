#pragma once
#include "simulator/simulator.hpp"
#include "support/run_coroutine.hpp"
#include "support/simulated_account.hpp"
#include <balanced/net/token_api.hpp>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

// The API of an account at a simulated service, asked one thing after the other. Pages follow at once.

namespace balanced::testing {

class token_api_fixture : public ::testing::Test {
protected:
    balanced::token_api& api() {
        if (!instance) {
            auto tls = make_client_tls(settings.tls);
            EXPECT_EQ(tls.fault, "");
            instance.emplace(settings, token_api::environment{names, tls.context, "edenai-balanced/1.2.3",
                                                              [] { return wall_clock; }, page_pause});
        }
        return *instance;
    }

    poll_outcome list(const std::string& key = "simulated-key") {
        return run_coroutine(context, api().list({key, asked}));
    }

    poll_failure failure(const std::string& key = "simulated-key") {
        const auto outcome = list(key);
        EXPECT_TRUE(std::holds_alternative<poll_failure>(outcome));
        const auto* failed = std::get_if<poll_failure>(&outcome);
        return failed != nullptr ? *failed : poll_failure{static_cast<failure_reason>(255), 0, "none"};
    }

    poll_failure failure_of(unsigned status, const std::string& retry_after = "") {
        simulator::answer next;
        next.status = status;
        next.body = "{}";
        if (!retry_after.empty())
            next.headers = {{"Retry-After", retry_after}};
        service.push(next);
        return failure();
    }

    poll_failure failure_of_body(std::string body) {
        service.set_list(std::move(body));
        return failure();
    }

    // Sun, 06 Nov 1994 08:49:37 GMT
    static constexpr time_point wall_clock{std::chrono::seconds(784111777)};

    boost::asio::io_context context;
    simulator::service service;
    account_settings settings = settings_for(service);
    api_kind asked = api_kind::v2;
    duration page_pause{};
    resolver names{context.get_executor(), lookup_of({"127.0.0.1"})};
    std::optional<balanced::token_api> instance;
};

} // namespace balanced::testing
