#include <balanced/app/account_client.hpp>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <support/run_coroutine.hpp>
#include <support/temporary_folder.hpp>
#include <support/watched_accounts.hpp>

#include <filesystem>
#include <fstream>

namespace balanced {
namespace {

struct account_client_test : ::testing::Test {
    simulator::service service;
    account_settings settings = testing::account_of(service);
    boost::asio::io_context loop{1};
    resolver names{loop.get_executor()};
    std::shared_ptr<tls_cache> authorities = std::make_shared<tls_cache>();

    poll_outcome list(account_client& client) { return testing::run_coroutine(loop, client.list()); }

    bool refresh(account_client& client) {
        return testing::run_coroutine(loop, client.refresh_credential_expire(now));
    }

    /// Its management key ends in 2027.
    void use_management_key() {
        settings.authorization.text = "mgmt-eden-simulated";
        service.set_whoami({.body = R"({"expire_time":"2027-01-15T08:00:00Z"})"});
    }

    static constexpr time_point in_2027{std::chrono::seconds(1'800'000'000)};
    const client_services services{names, authorities, duration::zero()};
    std::chrono::steady_clock::time_point now;
};

TEST_F(account_client_test, KeepsItsConnection) {
    account_client client(settings, {names, authorities});
    EXPECT_TRUE(std::holds_alternative<token_list>(list(client)));
    EXPECT_TRUE(std::holds_alternative<token_list>(list(client)));
    EXPECT_EQ(client.connections_opened(), 1U);
}

TEST_F(account_client_test, TakesANewAuthorityWithoutBeingMadeAnew) {
    const testing::temporary_folder folder;
    settings.tls.ca_file = folder.path("ca.pem");
    std::filesystem::copy_file(service.unrelated_ca_file(), settings.tls.ca_file);
    account_client client(settings, {names, authorities});
    const poll_outcome before = list(client);
    ASSERT_TRUE(std::holds_alternative<poll_failure>(before));
    EXPECT_EQ(std::get<poll_failure>(before).reason, failure_reason::tls);

    std::filesystem::copy_file(service.ca_file(), settings.tls.ca_file + ".new");
    std::filesystem::rename(settings.tls.ca_file + ".new", settings.tls.ca_file);
    EXPECT_TRUE(std::holds_alternative<token_list>(list(client)));
    EXPECT_EQ(client.connections_opened(), 2U);
}

TEST_F(account_client_test, FailsWhereTheAuthorityIsGone) {
    settings.tls.ca_file = "/nowhere/ca.pem";
    account_client client(settings, {names, authorities});
    const poll_outcome outcome = list(client);
    ASSERT_TRUE(std::holds_alternative<poll_failure>(outcome));
    EXPECT_EQ(std::get<poll_failure>(outcome).reason, failure_reason::tls);
    EXPECT_EQ(client.connections_opened(), 0U);
}

TEST_F(account_client_test, AsksWhenAManagementKeyEndsAfterTheFirstGoodPollAndThenHourly) {
    use_management_key();
    account_client client(settings, services);
    EXPECT_FALSE(refresh(client)) << "before any poll";
    service.push({.status = 500});
    list(client);
    EXPECT_FALSE(refresh(client)) << "after a failed poll";
    EXPECT_EQ(service.request_count(), 1U);

    list(client);
    EXPECT_EQ(client.credential_expire(), std::nullopt);
    EXPECT_TRUE(refresh(client));
    EXPECT_EQ(client.credential_expire(), in_2027);
    EXPECT_EQ(client.connections_opened(), 1U);

    list(client);
    now += std::chrono::minutes(59);
    EXPECT_FALSE(refresh(client));
    EXPECT_EQ(service.request_count(), 4U) << "not asked again within the hour";
    now += std::chrono::minutes(1);
    EXPECT_FALSE(refresh(client)) << "nothing new";
    EXPECT_EQ(service.request_count(), 5U);
    now += std::chrono::hours(1);
    service.set_whoami({.body = R"({"expire_time":null})"});
    EXPECT_TRUE(refresh(client));
    EXPECT_EQ(client.credential_expire(), std::nullopt);
}

TEST_F(account_client_test, KeepsWhatItKnowsOfTheKeyWhereTheApiDoesNotAnswer) {
    use_management_key();
    account_client client(settings, services);
    list(client);
    EXPECT_TRUE(refresh(client));
    now += std::chrono::hours(1);
    service.set_whoami({.status = 503, .body = "{}"});
    EXPECT_FALSE(refresh(client));
    EXPECT_EQ(client.credential_expire(), in_2027);
}

TEST_F(account_client_test, KnowsNothingOfAnotherKey) {
    const testing::temporary_folder folder;
    use_management_key();
    settings.authorization = {authorization::source::file, folder.path("key"), {}};
    folder.write("key", "mgmt-eden-simulated");
    account_client client(settings, services);
    list(client);
    EXPECT_TRUE(refresh(client));

    folder.write("key", "mgmt-eden-another");
    list(client);
    EXPECT_EQ(client.credential_expire(), std::nullopt);
    folder.write("key", "mgmt-eden-simulated");
    list(client);
    EXPECT_TRUE(refresh(client)) << "it is asked at once, not an hour later";
    EXPECT_EQ(client.credential_expire(), in_2027);
}

TEST_F(account_client_test, AsksNobodyWhenAKeyOfV2Ends) {
    account_client client(settings, services);
    list(client);
    EXPECT_FALSE(refresh(client));
    EXPECT_EQ(service.request_count(), 1U);
    EXPECT_EQ(client.credential_expire(), std::nullopt);
}

TEST_F(account_client_test, AsksNobodyWhereTheKeySaysItself) {
    settings.authorization.text = "e30.eyJleHAiOjE4MDAwMDAwMDB9.c2ln";
    settings.api = api_kind::v3;
    account_client client(settings, services);
    service.push({.body = R"({"results":[]})"});
    EXPECT_TRUE(std::holds_alternative<token_list>(list(client)));
    EXPECT_FALSE(refresh(client));
    EXPECT_EQ(service.request_count(), 1U);
    EXPECT_EQ(client.credential_expire(), in_2027);
}

} // namespace
} // namespace balanced
