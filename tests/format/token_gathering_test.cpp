#include <balanced/format/token_gathering.hpp>

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace balanced {
namespace {

using testing::ElementsAre;
using enum token_gathering::origin;

const token_filter everything;

token_entry entry(const std::string& name, const std::string& id = "", const std::string& masked = "") {
    token_entry made;
    made.name = name.empty() ? token_entry::name_state::absent : token_entry::name_state::good;
    made.record.name = name;
    made.identity = {id, masked};
    return made;
}

void add(token_gathering& to, token_entry what) {
    to.add(what);
}

token_list finished(token_gathering& gathered) {
    poll_outcome outcome = gathered.finish(7);
    EXPECT_TRUE(std::holds_alternative<token_list>(outcome));
    return std::holds_alternative<token_list>(outcome) ? std::get<token_list>(std::move(outcome))
                                                       : token_list{};
}

std::vector<std::string> names(const token_list& list) {
    std::vector<std::string> all;
    for (const token_record& token : list.tokens)
        all.push_back(token.name);
    return all;
}

TEST(token_gathering, SortsAndNumbersOverAllPages) {
    token_gathering gathered(everything, pages);
    add(gathered, entry("x", "2"));
    add(gathered, entry("b"));
    add(gathered, entry("x", "1"));
    const token_list list = finished(gathered);
    EXPECT_THAT(names(list), ElementsAre("b", "x", "x#2"));
    EXPECT_EQ(list.tally.collisions, 1U);
    EXPECT_EQ(list.body_bytes, 7U);
}

TEST(token_gathering, AnIdMetAgainInPagesIsTheSameEntry) {
    token_gathering gathered(everything, pages);
    token_entry revoked = entry("gone", "r");
    revoked.revoked = true;
    for (int page = 0; page < 2; ++page) {
        add(gathered, entry("a", "1"));
        add(gathered, entry("", "n"));
        add(gathered, revoked);
        gathered.add_what_is_no_object();
        gathered.end_page();
    }
    EXPECT_EQ(gathered.entries(), 6U);
    const token_list list = finished(gathered);
    EXPECT_THAT(names(list), ElementsAre("a"));
    EXPECT_EQ(list.tally.revoked, 1U);
    EXPECT_THAT(list.tally.skipped, ElementsAre(2U, 2U, 0U));
}

TEST(token_gathering, AnIdThatAPageGivesTwiceCostsNoToken) {
    token_gathering gathered(everything, pages);
    token_entry revoked = entry("gone", "1");
    revoked.revoked = true;
    add(gathered, revoked);
    add(gathered, entry("a", "1"));
    add(gathered, entry("b", "1"));
    add(gathered, entry("b", "1"));
    EXPECT_THAT(names(finished(gathered)), ElementsAre("a", "b", "b#2"));
}

TEST(token_gathering, AnEntryThatIsNoTokenLeavesItsIdFree) {
    token_gathering gathered(everything, pages);
    add(gathered, entry("", "1"));
    gathered.end_page();
    add(gathered, entry("a", "1"));
    EXPECT_THAT(names(finished(gathered)), ElementsAre("a"));
}

TEST(token_gathering, EntriesWithoutAnIdAreNeverTheSame) {
    token_gathering gathered(everything, pages);
    add(gathered, entry("a", "", "sk-…1"));
    add(gathered, entry("a", "", "sk-…1"));
    EXPECT_THAT(names(finished(gathered)), ElementsAre("a", "a#2"));
}

TEST(token_gathering, OneBodyKeepsEveryEntry) {
    token_gathering gathered(everything);
    add(gathered, entry("a", "1"));
    add(gathered, entry("a", "1"));
    EXPECT_THAT(names(finished(gathered)), ElementsAre("a", "a#2"));
}

TEST(token_gathering, FingerprintsTellPagesApart) {
    token_gathering gathered(everything, pages);
    const auto fingerprint_of = [&](const std::vector<token_entry>& page) {
        for (const token_entry& one : page)
            add(gathered, one);
        return gathered.end_page();
    };
    const std::size_t first = fingerprint_of({entry("a"), entry("b", "1")});
    EXPECT_EQ(fingerprint_of({entry("a"), entry("b", "1")}), first);
    EXPECT_NE(fingerprint_of({entry("b", "1"), entry("a")}), first);
    EXPECT_NE(fingerprint_of({entry("a"), entry("b", "2")}), first);
    EXPECT_NE(fingerprint_of({entry("a"), entry("b", "", "1")}), first);
    EXPECT_NE(fingerprint_of({entry("a")}), first);
    token_entry rich = entry("a");
    rich.record.balance = 5;
    EXPECT_NE(fingerprint_of({rich, entry("b", "1")}), first);
}

TEST(token_gathering, NothingAtAllIsAnEmptyList) {
    token_gathering gathered(everything, pages);
    EXPECT_TRUE(finished(gathered).tokens.empty());
}

TEST(token_gathering, EntriesOfWhichNoneIsATokenAreAFailure) {
    token_gathering gathered(everything, pages);
    gathered.add_what_is_no_object();
    add(gathered, entry(""));
    const poll_outcome outcome = gathered.finish(0);
    ASSERT_TRUE(std::holds_alternative<poll_failure>(outcome));
    EXPECT_EQ(std::get<poll_failure>(outcome).reason, failure_reason::schema);
    EXPECT_EQ(std::get<poll_failure>(outcome).detail, "none of 2 entries is a token");
    EXPECT_THAT(std::get<poll_failure>(outcome).tally.skipped, ElementsAre(1U, 1U, 0U));
}

} // namespace
} // namespace balanced
