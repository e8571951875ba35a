#include <balanced/format/page_link.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

token_query full() {
    token_query query;
    query.account = "a&b=\"c\" ü";
    query.name = "ci-*";
    query.level = level_choice::critical;
    query.limit = 10;
    query.refresh = false;
    return query;
}

TEST(page_link, SaysOnlyWhatIsAskedFor) {
    EXPECT_EQ(query_text({}), "");
    EXPECT_EQ(page_link({}), "./");
}

TEST(page_link, SaysEverythingThatIsAskedFor) {
    EXPECT_EQ(query_text(full()),
              "account=a%26b%3D%22c%22%20%C3%BC&name=ci-*&level=critical&limit=10&refresh=off");
}

TEST(page_link, IsReadBack) {
    for (const level_choice level : {level_choice::ok, level_choice::warning, level_choice::critical,
                                     level_choice::exhausted, level_choice::expired}) {
        token_query query = full();
        query.level = level;
        const query_reading reading = read_token_query(query_text(query));
        EXPECT_EQ(reading.query, query) << reading.fault;
    }
}

TEST(page_link, IsAnAttributesValue) {
    token_query query;
    query.account = "<'\">";
    query.refresh = false;
    EXPECT_EQ(page_link(query), "./?account=%3C%27%22%3E&amp;refresh=off");
}

TEST(page_link, GoesOnRefreshingOrNotWithoutTheFilter) {
    EXPECT_EQ(page_link(without_filter(full())), "./?refresh=off");
    token_query refreshing = full();
    refreshing.refresh = true;
    EXPECT_EQ(page_link(without_filter(refreshing)), "./");
}

} // namespace
} // namespace balanced
