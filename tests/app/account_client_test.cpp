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
    boost::asio::thread_pool worker{1};
    resolver names{loop.get_executor()};
    tls_cache authorities;

    poll_outcome list(account_client& client) { return testing::run_coroutine(loop, client.list()); }
};

TEST_F(account_client_test, KeepsItsConnection) {
    account_client client(settings, {worker, names, authorities});
    EXPECT_TRUE(std::holds_alternative<token_list>(list(client)));
    EXPECT_TRUE(std::holds_alternative<token_list>(list(client)));
    EXPECT_EQ(client.connections_opened(), 1U);
}

TEST_F(account_client_test, TakesANewAuthorityWithoutBeingMadeAnew) {
    const testing::temporary_folder folder;
    settings.tls.ca_file = folder.path("ca.pem");
    std::filesystem::copy_file(service.unrelated_ca_file(), settings.tls.ca_file);
    account_client client(settings, {worker, names, authorities});
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
    account_client client(settings, {worker, names, authorities});
    const poll_outcome outcome = list(client);
    ASSERT_TRUE(std::holds_alternative<poll_failure>(outcome));
    EXPECT_EQ(std::get<poll_failure>(outcome).reason, failure_reason::tls);
    EXPECT_EQ(client.connections_opened(), 0U);
}

} // namespace
} // namespace balanced
