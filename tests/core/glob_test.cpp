#include <balanced/core/glob.hpp>

#include <gtest/gtest.h>

#include <string>

namespace balanced {
namespace {

TEST(glob, MatchesTheWholeNameCaseSensitively) {
    EXPECT_TRUE(glob_match("ci-nightly", "ci-nightly"));
    EXPECT_FALSE(glob_match("ci-nightly", "ci-nightly2"));
    EXPECT_FALSE(glob_match("ci-nightly", "CI-nightly"));
    EXPECT_TRUE(glob_match("", ""));
    EXPECT_FALSE(glob_match("", "x"));
    EXPECT_FALSE(glob_match("x", ""));
}

TEST(glob, StarIsAnyRunOfCharactersAlsoSlashesAndNone) {
    EXPECT_TRUE(glob_match("*", ""));
    EXPECT_TRUE(glob_match("*", "a/b\nc"));
    EXPECT_TRUE(glob_match("ci-*", "ci-"));
    EXPECT_TRUE(glob_match("*-ci", "a-ci-ci"));
    EXPECT_TRUE(glob_match("a*b*c", "a-b-b-c"));
    EXPECT_FALSE(glob_match("a*b*c", "a-c-b"));
    EXPECT_TRUE(glob_match("**a**", "bab"));
}

TEST(glob, QuestionMarkIsOneCharacterNotOneByte) {
    EXPECT_TRUE(glob_match("?", "é"));
    EXPECT_TRUE(glob_match("?", "🦊"));
    EXPECT_FALSE(glob_match("?", ""));
    EXPECT_FALSE(glob_match("??", "é"));
    EXPECT_TRUE(glob_match("a?c", "a\xF0\x9F\xA6\x8A"
                                  "c"));
}

TEST(glob, SetsHoldCharactersAndRanges) {
    EXPECT_TRUE(glob_match("ci-[0-9]", "ci-7"));
    EXPECT_FALSE(glob_match("ci-[0-9]", "ci-x"));
    EXPECT_TRUE(glob_match("[abc]", "b"));
    EXPECT_TRUE(glob_match("[!abc]", "d"));
    EXPECT_TRUE(glob_match("[^abc]", "d"));
    EXPECT_FALSE(glob_match("[!abc]", "a"));
    EXPECT_TRUE(glob_match("[é-ü]", "ö"));
    EXPECT_FALSE(glob_match("[z-a]", "m"));
}

TEST(glob, BracketsAndDashesCanBeMembersOfASet) {
    EXPECT_TRUE(glob_match("[]]", "]"));
    EXPECT_TRUE(glob_match("[]a]", "a"));
    EXPECT_TRUE(glob_match("[!]]", "a"));
    EXPECT_TRUE(glob_match("[a-]", "-"));
    EXPECT_TRUE(glob_match("[-a]", "-"));
}

TEST(glob, AnOpenBracketThatIsNeverClosedStandsForItself) {
    EXPECT_TRUE(glob_match("a[b", "a[b"));
    EXPECT_TRUE(glob_match("[", "["));
    EXPECT_FALSE(glob_match("[ab", "a"));
    EXPECT_TRUE(glob_match("*[ab", "x[ab"));
}

TEST(glob, SetsAreFoundBehindAStar) {
    EXPECT_TRUE(glob_match("*[0-9]", "a1b2"));
    EXPECT_FALSE(glob_match("*[0-9]", "a1b"));
}

TEST(glob, ManyStarsDoNotExplode) {
    std::string pattern;
    for (int i = 0; i < 50; ++i)
        pattern += "*a";
    EXPECT_FALSE(glob_match(pattern + "b", std::string(2000, 'a')));
    EXPECT_TRUE(glob_match(pattern, std::string(2000, 'a')));
}

TEST(glob, CutUtf8IsTakenByteByByte) {
    EXPECT_TRUE(glob_match("??", "\xF0\x9F"));
    EXPECT_FALSE(glob_match("?", "\xF0\x9F"));
}

} // namespace
} // namespace balanced
