#include <balanced/net/connection_table.hpp>
#include <balanced/net/http_connection.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

#include <memory>

namespace balanced {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

struct table_of_three {
    std::shared_ptr<http_connection> make() {
        return std::make_shared<http_connection>(tcp::socket(context, tcp::v4()), table);
    }

    asio::io_context context{};
    std::shared_ptr<connection_table> table = std::make_shared<connection_table>();
    std::shared_ptr<http_connection> first = make();
    std::shared_ptr<http_connection> second = make();
    std::shared_ptr<http_connection> third = make();
};

TEST(connection_table, CountsWhatWaitsAndWhatWorks) {
    table_of_three t;
    t.second->place().work();
    EXPECT_EQ(t.table->size(), 3u);
    t.first->close();
    EXPECT_EQ(t.table->size(), 2u);
    t.second.reset();
    EXPECT_EQ(t.table->size(), 1u);
}

TEST(connection_table, TheOneThatHasWaitedLongestGivesWay) {
    table_of_three t;
    t.first->place().work();
    t.second->place().wait();
    t.first->place().wait();
    ASSERT_TRUE(t.table->evict());
    EXPECT_FALSE(t.third->is_open());
    ASSERT_TRUE(t.table->evict());
    EXPECT_FALSE(t.second->is_open());
    EXPECT_TRUE(t.first->is_open());
}

TEST(connection_table, WhatWorksNeverGivesWay) {
    table_of_three t;
    t.first->place().work();
    t.second->place().work();
    t.third->place().work();
    EXPECT_FALSE(t.table->evict());
    EXPECT_EQ(t.table->size(), 3u);
}

TEST(connection_table, AClosedConnectionStaysOutWhateverItDoes) {
    table_of_three t;
    t.first->close();
    t.first->place().work();
    t.first->place().wait();
    t.first->close();
    EXPECT_EQ(t.table->size(), 2u);
}

TEST(connection_table, ClosesAll) {
    table_of_three t;
    t.second->place().work();
    t.table->close_all();
    EXPECT_EQ(t.table->size(), 0u);
    EXPECT_FALSE(t.first->is_open() || t.second->is_open() || t.third->is_open());
    EXPECT_FALSE(t.table->evict());
}

} // namespace

} // namespace balanced
